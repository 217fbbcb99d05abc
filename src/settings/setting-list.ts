import { ROLES, type Role } from '../common/actor.js';
import { fieldFault, InvalidInput, type FieldFault } from '../common/errors.js';
import { LOCALES, type Locale } from '../common/locales.js';
import type { FaultKey, TextValues } from '../common/texts.js';
import { STAFF_NOTIFICATIONS, type StaffNotification } from '../common/staff-notifications.js';
import { IDLE_SETTINGS } from './idle-settings.js';
import { MAIL_SERVER_SETTINGS } from './mail-server-settings.js';
import {
  boolean,
  define,
  extensions,
  link,
  list,
  number,
  oneOf,
  optionalLink,
  someOf,
  text,
  timeZone,
  webAddress,
  type SettingDefinition,
} from './setting-kinds.js';

export const SETTINGS = {
  site_name: define('Switchdesk', 'Name of the desk, in mails and in the API description.', text(255)),
  locale: define<Locale>(
    'en',
    'Language of mails and answers to those who have not chosen one.',
    oneOf(...LOCALES),
  ),
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
    'Where the mails by which a user signs in lead, the welcome too; as above.',
    link,
  ),
  public_ticket_url: define(
    '',
    'Where `{{publicUrl}}` in mails to users leads, as above; the token opens the ticket by `GET /public/tickets/{token}`. Empty: mails have no such links.',
    optionalLink,
  ),
  public_link_days: define(90, 'Days a secret link to a ticket lasts.', number(1, 3_650)),
  public_link_limit: define(
    300,
    'Requests an hour by secret links that one address may make; 0 switches the limit off.',
    number(0, 1_000_000),
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
  escalation_notify_only: define(
    false,
    'Whether escalation only tells those whom it concerns, and leaves the priority and the history of tickets as they are.',
    boolean,
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
  csv_dump_limit: define(1_000, 'Rows that a CSV file of tickets has at most.', number(1, 1_000_000)),
  staff_notifications: define<StaffNotification[]>(
    [
      'own_ticket_replied',
      'own_ticket_noted',
      'own_ticket_changed',
      'own_ticket_escalated',
      'ticket_assigned',
    ],
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
    'Automatic mails a user gets about one ticket within an hour, acknowledged replies aside; those beyond are held back.',
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
  auto_subscribe: define(
    true,
    'Whether staff who open a ticket, write on it, take it or are given it get copies from then on.',
    boolean,
  ),
  change_category: define(
    true,
    'Whether people move tickets to another department or category; programs always may.',
    boolean,
  ),
  change_category_only_admin_or_super_user: define(
    false,
    'Whether only superusers and administrators do.',
    boolean,
  ),
  dialect_staff_may_delete: define(
    true,
    'Whether staff may delete tickets of their departments through the django-helpdesk and Jutda APIs; natively only administrators do.',
    boolean,
  ),
  mail_ignore: define<string[]>(
    [],
    'Senders whose mails make no tickets: addresses, domains, `*@domain` or `local@*`.',
    list(/^(\*|[^\s@*]+)@(\*|[^\s@*]+)$|^[^\s@*]+$/, { key: 'rules/senders' }),
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
    list(/^[a-z0-9._-]+$/, { key: 'rules/server_names' }),
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
  webhook_allowed_networks: define<string[]>(
    [],
    'Addresses and networks (10.1.0.0/16) that webhooks may reach beside the public internet.',
    list(/^[0-9a-f.:]+(\/\d{1,3})?$/, { key: 'rules/networks' }),
  ),
  password_hashing: define<PasswordScheme>(
    'argon2id',
    'How new passwords are kept. `bcrypt` is what Flicket reads as well; an imported bcrypt hash then stays as it is.',
    oneOf('argon2id', 'bcrypt'),
  ),
  base_url: define(
    '',
    'Where people reach the desk, for the links in mails and of files (PUBLIC_URL).',
    webAddress,
  ),
  posts_per_page: define(50, 'Entries a page in the Flicket API.', number(10, 200)),
  outstanding_tickets_mail: define<'off' | 'daily' | 'weekly'>(
    'off',
    'How often each person gets a mail with the open tickets they created or have to work on; weekly is on Mondays.',
    oneOf('off', 'daily', 'weekly'),
  ),
  outstanding_tickets_hour: define(
    7,
    'The hour of the day, in `timezone`, at which those mails are written.',
    number(0, 23),
  ),
  ...MAIL_SERVER_SETTINGS,
  ...IDLE_SETTINGS,
} as const;

export type PasswordScheme = 'argon2id' | 'bcrypt';

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = { -readonly [K in SettingName]: (typeof SETTINGS)[K]['default'] };

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** What people of another desk call them. */
export const SETTING_ALIASES: Readonly<Record<string, SettingName>> = {
  application_title: 'site_name',
  allowed_extensions: 'ticket_file_type',
};

export const definitionOfSetting = (name: SettingName): SettingDefinition<unknown> => SETTINGS[name];

const nameOf = (given: string): SettingName | undefined =>
  Object.hasOwn(SETTING_ALIASES, given)
    ? SETTING_ALIASES[given]
    : SETTING_NAMES.find((name) => name === given);

/**
 * Reads changes, whose names may be those of another desk.
 * @throws InvalidInput naming each that is unknown, breaks its rule, or is given twice
 */
export function readSettings(changes: Record<string, unknown>): Map<SettingName, unknown> {
  const read = new Map<SettingName, unknown>();
  const faults: FieldFault[] = [];
  const fault = (given: string, key: FaultKey, values: TextValues): void =>
    void faults.push(fieldFault(`/${given}`, key, values));
  for (const [given, value] of Object.entries(changes)) {
    const name = nameOf(given);
    if (!name) {
      fault(given, 'unknown.setting', { name: given });
      continue;
    }
    const { read: take, rule } = definitionOfSetting(name);
    const taken = take(value);
    if (taken === undefined) fault(given, 'invalid.setting', { name: given, rule });
    else if (read.has(name)) fault(given, 'repeated', { given, name });
    else read.set(name, taken);
  }
  if (faults.length) throw new InvalidInput(faults);
  return read;
}
