import { ROLES } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import { CC_MAX, DEPARTMENT_LOCALES, ESCALATE_DAYS_MAX } from '../departments/department.entity.js';
import {
  DONE_MARKS,
  INCOMING_TYPES,
  MAIL_AUTHS,
  MAIL_TLS,
  OUTGOING_TYPES,
} from '../mailboxes/mailbox.entity.js';
import { readSettings } from '../settings/setting-list.js';
import {
  text,
  integer,
  id,
  flag,
  email,
  oneOf,
  slug,
  passwordHash,
  totpSecret,
  permission,
  token,
  address,
  time,
  listOf,
  objectOf,
  isObject,
  type Read,
} from './file-values.js';

const settings: Read<Record<string, unknown>> = (value, fault) => {
  if (!isObject(value)) return void fault({ key: 'rules/object' });
  for (const [name, setting] of Object.entries(value)) {
    try {
      readSettings({ [name]: setting });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      fault({ key: 'rules/refused', values: { why: error.text } }, `.${name}`);
    }
  }
  return value;
};

const credentials = { password: text(1000), passwordHash };

const mailServer = {
  host: text(255),
  port: integer(1, 65_535),
  tls: oneOf(MAIL_TLS),
  user: text(320),
  auth: oneOf(MAIL_AUTHS),
  secret: text(8_000),
  allowSelfSigned: flag,
};

/** What a file for `load` may have, as a form; what its parts have to do with each other stands in `load-checks.ts`. */
export const readFormat = objectOf({
  settings,
  departments: listOf(
    objectOf(
      {
        id,
        name: text(500),
        private: flag,
        slug,
        publicSubmission: flag,
        emailSubmission: flag,
        locale: oneOf(DEPARTMENT_LOCALES),
        newTicketCc: listOf(email, CC_MAX),
        updatedTicketCc: listOf(email, CC_MAX),
        defaultAssigneeId: id,
        escalateDays: integer(1, ESCALATE_DAYS_MAX),
        order: integer(-1_000_000_000, 1_000_000_000),
      },
      'name',
    ),
  ),
  staff: listOf(
    objectOf(
      {
        id,
        username: text(190),
        ...credentials,
        fullName: text(500),
        email,
        role: oneOf(ROLES),
        active: flag,
        departments: listOf(id),
        twoFactorSecret: totpSecret,
        createdAt: time,
      },
      'username',
      'fullName',
    ),
  ),
  users: listOf(
    objectOf(
      { id, fullName: text(500), email, username: text(190), ...credentials, createdAt: time },
      'fullName',
      'email',
    ),
  ),
  apiTokens: listOf(
    objectOf(
      {
        name: text(255),
        token,
        permissions: listOf(permission),
        allowedAddresses: listOf(address),
        active: flag,
      },
      'name',
      'token',
    ),
  ),
  mailboxes: listOf(
    objectOf(
      {
        id,
        address: email,
        name: text(500),
        departmentId: id,
        isDefault: flag,
        active: flag,
        plusAddressing: flag,
        incoming: objectOf({
          type: oneOf(INCOMING_TYPES),
          ...mailServer,
          folder: text(255),
          doneMark: oneOf(DONE_MARKS),
          doneFolder: text(255),
        }),
        outgoing: objectOf({ type: oneOf(OUTGOING_TYPES), ...mailServer }),
      },
      'address',
      'name',
      'departmentId',
    ),
  ),
});

export type LoadContent = NonNullable<ReturnType<typeof readFormat>>;
