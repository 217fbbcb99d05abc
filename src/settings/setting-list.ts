import { ROLES, type Role } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { STAFF_NOTIFICATIONS, type StaffNotification } from '../common/staff-notifications.js';

/** What an administrator may change at run time. Keys keep the names people know from their old desk. */
interface SettingDefinition<T> {
  default: T;
  description: string;
  /** Takes JSON or a form's text; undefined when the value breaks the rule. */
  read: (value: unknown) => T | undefined;
  /** The rule in words, for the error. */
  rule: string;
}

const define = <T>(
  value: NoInfer<T>,
  description: string,
  kind: { read: (value: unknown) => T | undefined; rule: string },
): SettingDefinition<T> => ({ default: value, description, ...kind });

const number = (min: number, max: number, integer = true) => ({
  read: (value: unknown): number | undefined => {
    const parsed = typeof value === 'string' && value.trim() ? Number(value) : value;
    if (typeof parsed !== 'number' || !(parsed >= min && parsed <= max)) return undefined;
    return integer && !Number.isInteger(parsed) ? undefined : parsed;
  },
  rule: `must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`,
});

const TRUE: unknown[] = [true, 1, '1', 'true'];
const FALSE: unknown[] = [false, 0, '0', 'false'];
const boolean = {
  read: (value: unknown): boolean | undefined =>
    TRUE.includes(value) ? true : FALSE.includes(value) ? false : undefined,
  rule: 'must be true or false (1 or 0)',
};

const text = (max: number) => ({
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= max ? value : undefined,
  rule: `must be a text of at most ${max} characters`,
});

const oneOf = <T extends string>(...words: T[]) => ({
  read: (value: unknown): T | undefined => words.find((word) => word === value),
  rule: `must be one of ${words.join(', ')}`,
});

const timeZone = {
  read: (value: unknown): string | undefined => {
    if (typeof value !== 'string') return undefined;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value }).format();
      return value;
    } catch {
      return undefined;
    }
  },
  rule: 'must be a time zone of the IANA list, like Europe/Paris',
};

const extensions = {
  read: (value: unknown): string[] | undefined => {
    const list = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(list) || list.length > 200) return undefined;
    const clean = list.map((item) =>
      typeof item === 'string' ? item.trim().toLowerCase().replace(/^\./, '') : '',
    );
    return clean.every((item) => /^[a-z0-9]{1,10}$/.test(item)) ? [...new Set(clean)] : undefined;
  },
  rule: 'must be a list of file extensions',
};

const list = (each: RegExp, rule: string) => ({
  read: (value: unknown): string[] | undefined => {
    const items = typeof value === 'string' ? value.split(/[\s,]+/) : value;
    if (!Array.isArray(items) || items.length > 1_000) return undefined;
    const clean = items
      .map((item) => (typeof item === 'string' ? item.trim().toLowerCase() : '?'))
      .filter(Boolean);
    return clean.every((item) => item.length <= 320 && each.test(item)) ? [...new Set(clean)] : undefined;
  },
  rule,
});

const someOf = <T extends string>(words: readonly T[]) => ({
  read: (value: unknown): T[] | undefined => {
    const list = typeof value === 'string' ? value.split(',').filter(Boolean) : value;
    if (!Array.isArray(list)) return undefined;
    const known = words.filter((word) => list.includes(word));
    return known.length === new Set(list).size ? known : undefined;
  },
  rule: `must be a list of some of ${words.join(', ')}`,
});

const link = {
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= 1_000 && value.includes('{token}') ? value : undefined,
  rule: 'must be an address with {token} in it',
};

export const SETTINGS = {
  site_name: define('Switchdesk', 'Name of the desk, in mails and in the API description.', text(255)),
  locale: define<'en' | 'fr'>('en', 'Language of mails.', oneOf('en', 'fr')),
  timezone: define('UTC', 'Time zone in which mails to people show a time.', timeZone),
  tickets_page: define(15, 'Tickets a page in the HelpDeskZ API.', number(1, 100)),
  tickets_replies: define(15, 'Messages a page in the HelpDeskZ API.', number(1, 100)),
  reply_order: define(
    'desc',
    'Order of messages in the HelpDeskZ API: newest (desc) or oldest (asc) first.',
    oneOf('asc', 'desc'),
  ),
  login_attempt: define(
    3,
    'Failed sign-ins before an address is locked out; 0 switches the lock-out off.',
    number(0, 1000),
  ),
  login_attempt_minutes: define(
    5,
    'Minutes a lock-out lasts, counted from the last failure.',
    number(1, 10_080),
  ),
  two_factor_required_roles: define<Role[]>(
    [],
    'Roles whose accounts need a second factor: without one a sign-in reaches nothing but its set-up.',
    someOf(ROLES),
  ),
  password_link_url: define(
    '{site}/reset-password?token={token}',
    'Where the mail for a forgotten password leads; {site} is PUBLIC_URL, {token} the one-time token.',
    link,
  ),
  sign_in_link_url: define(
    '{site}/sign-in?token={token}',
    'Where the mail by which a user signs in leads; as above.',
    link,
  ),
  ticket_attachment: define(
    true,
    'Whether tickets and messages take files; when off, files are ignored.',
    boolean,
  ),
  ticket_attachment_number: define(3, 'Files a ticket or message takes.', number(1, 100)),
  ticket_file_size: define(2.5, 'Largest file, in MB (1 MB is 1,048,576 bytes).', number(0.001, 1024, false)),
  ticket_file_type: define<string[]>(['jpg', 'png', 'gif'], 'File extensions that are taken.', extensions),
  ticket_autoclose: define(
    96,
    'Hours after which an answered ticket closes by itself; 0 switches it off.',
    number(0, 87_600),
  ),
  ticket_autoclose_mail: define(
    false,
    'Whether those who take part get a mail when a ticket closes by itself.',
    boolean,
  ),
  overdue_time: define(
    48,
    'Hours after the last public message when a ticket that waits for staff, and has no due date, is overdue. ' +
      'A change takes effect within five minutes.',
    number(1, 87_600),
  ),
  maintenance: define(
    false,
    'Closes the native API to users and the public (503); staff and API tokens go on, mails wait.',
    boolean,
  ),
  api_rate_limit: define(
    600_000,
    'Requests a minute that the native API takes of one account, API token or (without either) address; 0 switches the limit off.',
    number(0, 100_000_000),
  ),
  public_ticket_limit: define(
    20,
    'Tickets an hour that one address may open without signing in; 0 switches the limit off.',
    number(0, 1_000_000),
  ),
  staff_notifications: define<StaffNotification[]>(
    ['own_ticket_replied', 'own_ticket_noted', 'ticket_assigned'],
    'What staff hear of by mail who have not chosen themselves.',
    someOf(STAFF_NOTIFICATIONS),
  ),
  mail_limit_per_recipient: define(
    100,
    'Automatic mails an address gets within an hour; those beyond are held back.',
    number(1, 10_000),
  ),
  mail_limit_per_ticket: define(
    10,
    'Automatic mails an address gets about one ticket within an hour; those beyond are held back.',
    number(1, 10_000),
  ),
  staff_visibility: define(
    'departments',
    'Which tickets staff see: those of their departments, or all.',
    oneOf('departments', 'all'),
  ),
  close_rule: define(
    'department',
    'Which staff may close a ticket: any of its department, or only its participants.',
    oneOf('department', 'participants'),
  ),
  dialect_staff_may_delete: define(
    true,
    'Whether staff may delete tickets of their departments through the django-helpdesk and Jutda APIs; natively only administrators do.',
    boolean,
  ),
  mail_ignore: define<string[]>(
    [],
    'Senders whose mails make no tickets: addresses, domains, `*@domain` or `local@*`.',
    list(
      /^(\*|[^\s@*]+)@(\*|[^\s@*]+)$|^[^\s@*]+$/,
      'must be a list of addresses, domains, *@domain or local@*',
    ),
  ),
  mail_cc_subscribes: define(
    true,
    'Whether those whom a mail names in To and Cc get copies of what is written on its ticket.',
    boolean,
  ),
  mail_cc_max: define(
    20,
    'A mail to more people than this subscribes none of them: it is a circular.',
    number(0, 1_000),
  ),
  mail_multiple_mailboxes: define(
    'each',
    'One mail to several of our mailboxes opens a ticket in each, or one ticket.',
    oneOf('each', 'one'),
  ),
  mail_authserv_id: define<string[]>(
    [],
    'Names of the mail servers whose Authentication-Results are believed; empty: only what any of them says against a sender.',
    list(/^[a-z0-9._-]+$/, 'must be a list of server names'),
  ),
  mail_brake_minutes: define(60, 'The time over which the brakes on mail count.', number(1, 10_080)),
  mail_brake_sender: define(
    2_000,
    'Mails of one sender within that time; more are held for a person to look at.',
    number(1, 1_000_000),
  ),
  mail_brake_ticket: define(
    1_000,
    'Mails into one ticket within that time; more are held for a person to look at.',
    number(1, 1_000_000),
  ),
  mail_brake_total: define(
    100_000,
    'Mails altogether within that time; more are held for a person to look at.',
    number(1, 10_000_000),
  ),
  mail_raw_days: define(
    90,
    'Days for which mails are kept as they came; 0 keeps them for ever.',
    number(0, 36_500),
  ),
  mail_poll_minutes: define(
    1,
    'Minutes between two looks into a mailbox; where its server tells of new mails, they come at once all the same.',
    number(1, 1440),
  ),
  mail_max_size: define(
    50,
    'Largest mail that is taken in, in MB (1 MB is 1,048,576 bytes); a larger one is recorded and stays on its server.',
    number(1, 1024),
  ),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = { -readonly [K in SettingName]: (typeof SETTINGS)[K]['default'] };

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** @throws InvalidInput that names the key and the rule. */
export function readSetting(name: string, value: unknown): SettingValues[SettingName] {
  const definition = SETTING_NAMES.includes(name as SettingName) ? SETTINGS[name as SettingName] : undefined;
  if (!definition) throw InvalidInput.field(name, 'unknown', `There is no setting "${name}".`);
  const read = definition.read(value);
  if (read === undefined)
    throw InvalidInput.field(name, 'invalid', `The setting "${name}" ${definition.rule}.`);
  return read;
}
