import type { FastifyRequest } from 'fastify';
import { DIALECT_MOUNTS } from '../../http/rewrite-url.js';
import type { PermissionWord } from '../../staff-auth/permissions.js';

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Needs = readonly PermissionWord[];

/** A path of the API: who may ask there at all, and what each verb needs. */
export interface Place {
  /** Django's name of what stands there. */
  name: string;
  audience: 'anybody' | 'people' | 'staff';
  verbs: Partial<Record<Verb, Needs>>;
}

const READS_TICKETS: Needs = ['tickets/read', 'messages/read'];

const PLACES: Record<string, { list: Place; item?: Place }> = {
  '': { list: { name: 'Api Root', audience: 'anybody', verbs: { GET: [] } } },
  tickets: {
    list: {
      name: 'Ticket List',
      audience: 'staff',
      verbs: { GET: READS_TICKETS, POST: ['tickets/create'] },
    },
    item: {
      name: 'Ticket Instance',
      audience: 'staff',
      verbs: {
        GET: READS_TICKETS,
        PUT: ['tickets/update'],
        PATCH: ['tickets/update'],
        // Whether staff delete is a setting; a token is asked for the right itself, see the guard.
        DELETE: ['tickets/read'],
      },
    },
  },
  user_tickets: {
    list: { name: 'User Ticket List', audience: 'people', verbs: { GET: ['tickets/read'] } },
    item: { name: 'User Ticket Instance', audience: 'people', verbs: { GET: ['tickets/read'] } },
  },
  followups: {
    list: {
      name: 'Follow Up List',
      audience: 'staff',
      verbs: { GET: ['messages/read'], POST: ['messages/create'] },
    },
    item: {
      name: 'Follow Up Instance',
      audience: 'staff',
      verbs: {
        GET: ['messages/read'],
        PUT: ['messages/update'],
        PATCH: ['messages/update'],
        DELETE: ['messages/delete'],
      },
    },
  },
  'followups-attachments': {
    list: {
      name: 'Follow Up Attachment List',
      audience: 'staff',
      verbs: { GET: ['attachments/read'], POST: ['messages/update'] },
    },
    item: {
      name: 'Follow Up Attachment Instance',
      audience: 'staff',
      verbs: {
        GET: ['attachments/read'],
        PUT: ['messages/update'],
        PATCH: ['messages/update'],
        DELETE: ['attachments/delete'],
      },
    },
  },
  users: { list: { name: 'Create User', audience: 'staff', verbs: { POST: ['users/create'] } } },
};

/** The path behind the mount, in its parts. */
const segmentsOf = ({ url }: Pick<FastifyRequest, 'url'>): string[] =>
  url.split('?', 1)[0]!.slice(DIALECT_MOUNTS['django-helpdesk'].length).split('/').filter(Boolean);

/** Undefined: there is nothing. */
export function placeOf(request: Pick<FastifyRequest, 'url'>): Place | undefined {
  const [resource = '', id, ...more] = segmentsOf(request);
  if (more.length || !Object.hasOwn(PLACES, resource)) return undefined;
  return id === undefined ? PLACES[resource]!.list : PLACES[resource]!.item;
}

/** The verbs of a place as Django lists them. */
export const allowedAt = ({ verbs }: Place): string =>
  [...Object.keys(verbs), ...('GET' in verbs ? ['HEAD'] : []), 'OPTIONS'].join(', ');
