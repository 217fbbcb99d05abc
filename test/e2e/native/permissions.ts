import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { Client, Json } from './client.js';

const DOCUMENT = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));

const PREFACE = `# Permissions

Every route of the native API asks for one permission, or for none. What follows is what \`GET /api/v1/permissions\` answers; a test
keeps both equal. Which tickets somebody sees is another matter: a permission is good for those that are visible to its holder.

| permission | what for | roles | API tokens | routes |
| --- | --- | --- | --- | --- |
`;

/** The matrix of permissions, as it is told and written down. */
export function permissionsSuite(client: () => Client): void {
  describe('the permissions', () => {
    it('are told with what they are for, who has them and which routes ask for them', async () => {
      const { items } = (await client().get('/permissions', { as: 'alice' })).body;
      for (const item of items) expect(item.description, item.permission).toMatch(/\w+.*\.$/);
      const of = (permission: string): Json => items.find((item: Json) => item.permission === permission);
      expect(of('tickets/delete')).toMatchObject({
        roles: ['admin'],
        apiTokens: true,
        routes: ['DELETE /api/v1/tickets/{id}'],
      });
      expect(of('profile/read')).toMatchObject({ roles: ['admin', 'superuser', 'staff'], apiTokens: false });
      const { paths } = (await client().callAt('GET', '/docs/openapi.json')).body;
      const documented = Object.entries<Record<string, Json>>(paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, { security }]) => !security?.some((one: object) => !Object.keys(one).length))
          .map(([method]) => `${method.toUpperCase()} ${path}`),
      );
      expect(items.flatMap(({ routes }: Json) => routes).toSorted()).toEqual(documented.toSorted());
    });

    it('are written down in docs/permissions.md (`-u` writes it)', async () => {
      const { items } = (await client().get('/permissions')).body;
      const rows = items.map(({ permission, description, roles, apiTokens, routes }: Json) =>
        [
          `\`${permission}\``,
          description,
          roles.join(', '),
          apiTokens ? 'yes' : 'no',
          routes.map((route: string) => `\`${route}\``).join(' '),
        ].join(' | '),
      );
      const text = PREFACE + rows.map((row: string) => `| ${row} |`).join('\n');
      const options = { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' };
      await expect(await format(text, options)).toMatchFileSnapshot(DOCUMENT);
    });
  });
}
