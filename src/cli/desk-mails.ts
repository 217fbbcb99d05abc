import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import { Background } from '../jobs/background.js';
import { OutboundSender } from '../mail-delivery/outbound-sender.js';
import { OutstandingMailsService } from '../mail-delivery/outstanding-mails.service.js';
import { TestMailsService } from '../mail-delivery/test-mails.service.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { Output } from './output.js';

/** Says what the server answered. @throws AppError `mail.not_sent` where the mail did not leave */
export async function sendTestMail(
  app: INestApplicationContext,
  { to }: { to: string },
  out: Output,
): Promise<void> {
  await withCarriers(app, async () => {
    const { mail } = await app.get(TestMailsService, { strict: false }).send(SYSTEM, to);
    const answer = mail?.recipients[0]?.detail ?? mail?.lastError ?? out.words('mail.test.no_answer');
    out.say('mail.test.state', { to, state: mail?.state ?? 'pending', answer });
    if (mail?.state !== 'sent') throw new AppError('conflict', 'mail.not_sent');
  });
}

/** The mails leave as all others do: by the running desk, or by the next that runs. */
export async function oweOutstandingMails(
  app: INestApplicationContext,
  _: object,
  out: Output,
): Promise<void> {
  const owed = await app.get(OutstandingMailsService, { strict: false }).owe();
  out.say('mail.owed', { owed });
}

/** In a process of its own a command carries mails itself, for as long as it runs. */
async function withCarriers(app: INestApplicationContext, work: () => Promise<void>): Promise<void> {
  if (app.get(Background, { strict: false }).isRunning) return work();
  const carriers = [app.get(OutboxRelay, { strict: false }), app.get(OutboundSender, { strict: false })];
  for (const carrier of carriers) await carrier.start();
  try {
    await work();
  } finally {
    await Promise.all(carriers.map((carrier) => carrier.stop()));
  }
}
