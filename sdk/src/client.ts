import { ApiError } from './api-error.js';
import { hasFiles, toForm } from './form.js';
import { createClient } from './gen/client/index.js';
import { SwitchdeskApi } from './gen/sdk.gen.js';
import { Session, type Tokens } from './session.js';
import { Transport, type TransportOptions } from './transport.js';

export * from './gen/types.gen.js';
export { ApiError } from './api-error.js';
export type { Tokens } from './session.js';

export interface SwitchdeskOptions extends TransportOptions {
  /** Where the desk is: `https://desk.example.com`. */
  url: string;
  /** An API token; or nothing, and then `signIn`. */
  token?: string;
  /** Of an earlier session, as `onTokens` had them. */
  tokens?: Tokens;
  /** Told of every new pair of tokens, and of the end of the session. */
  onTokens?: (tokens: Tokens | undefined) => void;
}

export interface Credentials {
  username: string;
  password: string;
  /** Asked for the one-time code where the account has a second factor. */
  code?: () => string | Promise<string>;
}

/** One page of a list. */
interface Page<Item> {
  items: Item[];
  page: { next: string | null };
}

/**
 * A desk: every operation of its API as a method that returns the answer's body or throws an `ApiError`. Expired tokens
 * are renewed, and what the network or a busy desk did not answer is asked again.
 */
export class Switchdesk extends SwitchdeskApi {
  private readonly session: Session;

  constructor({ url, token, tokens, onTokens = () => undefined, ...transport }: SwitchdeskOptions) {
    const session = new Session(
      tokens ?? (token === undefined ? {} : { accessToken: token }),
      async (refreshToken) => asTokens(await this.refreshTokens({ body: { refreshToken } })),
      onTokens,
    );
    const client = createClient({
      baseUrl: url,
      auth: () => session.accessToken,
      fetch: new Transport(session, transport).fetch,
      throwOnError: true,
      requestValidator: sendFilesAsForm,
    });
    client.interceptors.response.use(keepFilesWhole);
    client.interceptors.error.use(toApiError);
    super({ client });
    this.session = session;
  }

  /** Signs in; the session is renewed until `signOut`. */
  async signIn({ username, password, code }: Credentials): Promise<void> {
    const answer = await this.login({ body: { username, password } });
    const { challengeToken } = answer;
    if (challengeToken === undefined) return this.session.begin(asTokens(answer));
    if (!code) throw new Error('The account has a second factor: signIn needs `code`.');
    this.session.begin(
      asTokens(await this.verifyTwoFactor({ body: { challengeToken, code: await code() } })),
    );
  }

  /** Ends the session here and at the desk. */
  async signOut(): Promise<void> {
    await this.logout();
    this.session.end();
  }

  /** Every item of a list, page after page: `for await (const ticket of desk.each(desk.listTickets, { status: ['open'] }))`. */
  async *each<Item, Query extends object>(
    list: (options: { query: Query }) => Promise<Page<Item>>,
    query?: Query,
  ): AsyncGenerator<Item, void, undefined> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { items, page }: Page<Item> = await list.call(this, {
        query: { ...query!, ...(cursor !== undefined && { cursor }) },
      });
      yield* items;
      cursor = page.next;
    }
  }
}

/** Both are there: this client asks for no cookie. */
const asTokens = ({ accessToken, refreshToken }: Partial<Tokens>): Tokens => ({
  accessToken: accessToken!,
  refreshToken: refreshToken!,
});

interface Sending {
  body?: unknown;
  headers: Headers;
  bodySerializer?: unknown;
}

/** Called before the body is written: the last place where its form can be chosen. */
async function sendFilesAsForm(sending: unknown): Promise<void> {
  const request = sending as Sending;
  if (!hasFiles(request.body)) return;
  request.bodySerializer = toForm;
  // The boundary is the browser's to choose.
  request.headers.delete('Content-Type');
}

/** A file is a file, even one that is text or JSON. */
function keepFilesWhole(response: Response, _: Request, options: { parseAs?: string }): Response {
  if (response.headers.has('Content-Disposition') && options.parseAs === 'auto') options.parseAs = 'blob';
  return response;
}

function toApiError(error: unknown, response: Response | undefined, request: Request | undefined): unknown {
  if (response && !response.ok) return ApiError.ofAnswer(error, response);
  // The caller's own doing, or a fault of the code: theirs as it is.
  if (response || !request || request.signal.aborted || error instanceof ApiError) return error;
  return ApiError.ofNetwork(error);
}
