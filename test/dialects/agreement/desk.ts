import type { FlavourName } from '../../support/database.js';
import { startServer, type RunningServer } from '../../support/server.js';
import { json, send, urlencoded, type Answer } from '../../support/wire.js';

const PASSWORD = 'fido and friends';
const TOKEN = 'a-token-of-the-desk-that-is-long-enough-for-anybody';
export const ADMIN = 2;
export const OTHER = 3;
export const DEPARTMENT = { id: 2, name: 'Ärger & <Söhne>' };
export const ANN = { id: 1, fullName: 'Ann "A" <b>O\'Neill</b> & Co 🙂', email: 'Ann@Example.com' };

const staff = (id: number, username: string, departments: number[] = []) => ({
  id,
  username,
  fullName: `${username} of <staff>`,
  email: `${username}@desk.test`,
  role: departments.length ? 'staff' : 'admin',
  departments,
  password: PASSWORD,
});

const STATE = {
  departments: [{ id: 1, name: 'First' }, DEPARTMENT],
  staff: [staff(ADMIN, 'susan'), staff(OTHER, 'bob', [1, 2])],
  users: [ANN],
  apiTokens: [
    {
      name: 'desk',
      token: TOKEN,
      permissions: [
        'tickets/read',
        'tickets/create',
        'tickets/update',
        'messages/read',
        'messages/create',
        'messages/update',
        'events/read',
        'users/read',
        'users/create',
        'departments/read',
      ],
    },
  ],
};

// oxlint-disable-next-line no-explicit-any -- each reader says what it expects of it
export type Json = any;

/** A desk, and the way in of each of those who speak to it. */
export class AgreementDesk {
  private flicketToken = '';
  category = 0;

  private constructor(readonly server: RunningServer) {}

  static async open(flavour: FlavourName): Promise<AgreementDesk> {
    const desk = new AgreementDesk(await startServer({ flavour, load: STATE }));
    const authorization = desk.basic;
    desk.flicketToken = (
      await desk.told('POST', '/flicket-api/tokens', { headers: { authorization } })
    ).token;
    const category = { category: 'Drawer', department_id: DEPARTMENT.id };
    desk.category = (await desk.flicket('POST', '/categories', category)).id;
    return desk;
  }

  native(method: string, path: string, body?: object): Promise<Json> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return this.told(method, `/api/v1${path}`, { headers, body });
  }

  /** As the administrator. */
  django(method: string, path: string, body?: object): Promise<Json> {
    return this.told(method, `/django-helpdesk/api${path}`, { headers: { authorization: this.basic }, body });
  }

  flicket(method: string, path: string, body?: object): Promise<Json> {
    const headers = { authorization: `Bearer ${this.flicketToken}` };
    return this.told(method, `/flicket-api${path}`, { headers, body });
  }

  async helpdeskz(method: string, path: string, form?: Record<string, string>): Promise<Json> {
    const body = form && { body: urlencoded(form) };
    const answer = await send(this.server.url, {
      method,
      path: `/helpdeskz/api${path}`,
      headers: { Token: TOKEN },
      ...body,
    });
    const told = JSON.parse(answer.text);
    if (!told.success) throw refusal(`HelpDeskZ ${path}`, answer);
    return told;
  }

  async jutda(method: string, form: Record<string, string> = {}): Promise<string> {
    const body = urlencoded({ user: 'susan', password: PASSWORD, ...form });
    const answer = await send(this.server.url, { method: 'POST', path: `/jutda/api/${method}/`, body });
    if (answer.status !== 200) throw refusal(`Jutda ${method}`, answer);
    return answer.text;
  }

  private readonly basic = `Basic ${Buffer.from(`susan:${PASSWORD}`).toString('base64')}`;

  private async told(
    method: string,
    path: string,
    { headers, body }: { headers: Record<string, string>; body?: object | undefined },
  ): Promise<Json> {
    const answer = await send(this.server.url, { method, path, headers, ...(body && { body: json(body) }) });
    if (answer.status >= 300) throw refusal(`${method} ${path}`, answer);
    return JSON.parse(answer.text);
  }
}

const refusal = (what: string, { status, text }: Answer): Error => new Error(`${what}: ${status} ${text}`);
