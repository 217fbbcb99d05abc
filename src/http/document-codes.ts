import { PROBLEM_CODES } from './problem-codes.js';

/** Codes of one thing come only where the thing does; codes that stand nowhere here may come everywhere. */
const PLACES: Record<string, RegExp> = {
  account: /\/(staff|users|(user-)?auth)\b/,
  api_token: /\/api-tokens\b/,
  app_password: /\/app-passwords\b/,
  attachment: /\/(tickets|messages|attachments)\b/,
  category: /\/(categories|tickets)\b/,
  department: /\/departments\b/,
  events: /\/events\b/,
  inbound_mail: /\/(inbound-mails|messages)\b/,
  mail_template: /\/mail-templates\b/,
  mailbox: /\/mailboxes\b/,
  message: /\/(tickets|messages|attachments|inbound-mails)\b/,
  outbound_mail: /\/outbound-mails\b/,
  session: /\/sessions\b/,
  staff: /\/(staff|auth)\b/,
  subscriber: /\/subscribers\b/,
  tag: /\/tags\b/,
  ticket: /\/(tickets|messages|attachments|inbound-mails|saved-searches|canned-responses)\b/,
  ticket_link: /\/links\b/,
  public_link: /\/public-links\b/,
  user: /\/(users|user-auth|tickets)\b/,
};

/** What `code` may be in a refusal of this status, anywhere. */
export const codesOf = (status: number): readonly string[] => PROBLEM_CODES[status] ?? [];

/** The same at one path. */
export const codesAt = (path: string, status: number): readonly string[] =>
  codesOf(status).filter((code) => PLACES[code.split('.')[0]!]?.test(path) ?? true);
