import { describe, expect, it } from 'vitest';
import { TOKEN_PERMISSIONS, isPermission, permissionsOf } from './permissions.js';

const CRUD = ['create', 'read', 'update', 'delete'];
const HELPDESKZ = Object.entries({
  users: CRUD,
  departments: CRUD,
  tickets: CRUD,
  messages: ['create', 'read'],
  attachments: ['read', 'download', 'delete'],
  staff: ['read', 'auth'],
}).flatMap(([resource, actions]) => actions.map((action) => `${resource}/${action}`));

describe('permissions', () => {
  it('know the 19 words of HelpDeskZ, all of which a token may have', () => {
    expect(HELPDESKZ).toHaveLength(19);
    expect(HELPDESKZ.filter((word) => !TOKEN_PERMISSIONS.includes(word))).toEqual([]);
  });

  it('grow with the role', () => {
    const [staff, superuser, admin] = (['staff', 'superuser', 'admin'] as const).map((role) => [
      ...permissionsOf(role),
    ]);
    expect(superuser).toEqual(expect.arrayContaining(staff!));
    expect(admin).toEqual(expect.arrayContaining(superuser!));
    expect(superuser!.filter((word) => !staff!.includes(word))).toEqual([
      'users/merge',
      'departments/create',
      'departments/update',
      'departments/delete',
      'tags/update',
      'tags/delete',
      'canned-responses/manage',
      'saved-searches/manage',
    ]);
  });

  it.each([
    'tickets/delete',
    'messages/delete',
    'attachments/delete',
    'staff/update',
    'api-tokens/read',
    'settings/read',
  ])('leave %s to administrators', (word) => {
    expect(permissionsOf('superuser').has(word)).toBe(false);
    expect(permissionsOf('admin').has(word)).toBe(true);
  });

  it('give a token no profile, and know no other words', () => {
    expect(TOKEN_PERMISSIONS).not.toContain('profile/read');
    expect(isPermission('tickets/reed')).toBe(false);
  });
});
