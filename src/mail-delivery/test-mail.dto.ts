import { Validate } from 'class-validator';
import { EmailAddress } from '../http/email-address.rule.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import type { TestMail } from './test-mails.service.js';

export class TestMailCreateDto {
  /** Absent: the caller's own address. @example ann@example.com */
  @MayBeAbsent()
  @Validate(EmailAddress)
  to?: string;
}

export class TestMailDto {
  to: string;
  /** Where `/outbound-mails` has it; null: it has not been made yet. */
  mailId: number | null;
  /** What became of it so far. @example sent */
  state: string;
  /** What the mail server said, or where the mail is kept. @example 250 2.0.0 Ok: queued as 4F2C */
  answer: string | null;
}

export const toTestMailDto = ({ to, mail }: TestMail): TestMailDto => ({
  to,
  mailId: mail?.id ?? null,
  state: mail?.state ?? 'pending',
  answer: mail?.recipients[0]?.detail ?? mail?.lastError ?? null,
});
