import { until } from '../mail-desk.mjs';

/* The account after a fault: what was sent in must be there, once; what was owed must have left under one name. */

const MARKER = /marker-(\d+)-end/;
const SETTLED_WITHIN_MS = 180_000;

/** Waits until every mail has its fate and every answer has left. False: that did not come to pass. */
export const untilSettled = (desk, mails) =>
  until(
    async () => {
      const [ledger] = await desk
        .query(
          `select count(*) as mails, sum(case when state in ('received', 'failed') then 1 else 0 end) as open from inbound_mails`,
        )
        .catch(() => [{}]);
      if (!ledger || Number(ledger.mails) < mails || Number(ledger.open) > 0) return false;
      const [owed] = await desk.query(
        `select count(*) as mails from outbound_mails where state in ('queued', 'sending')`,
      );
      const [outbox] = await desk.query(`select count(*) as topics from outbox where state = 'pending'`);
      return Number(owed.mails) === 0 && Number(outbox.topics) === 0;
    },
    SETTLED_WITHIN_MS,
    500,
  ).then(Boolean);

/**
 * @param sent the numbers of the mails that were sent in
 * @param sunk what the desk's mail server took
 */
export async function account(desk, sent, sunk) {
  const ledger = await desk.query('select state, count(*) as mails from inbound_mails group by state');
  const messages = await desk.query(`select ticketId, body from messages where authorKind = 'user'`);
  const ticketsOf = new Map();
  for (const { ticketId, body } of messages) {
    const number = Number(MARKER.exec(body)?.[1] ?? -1);
    ticketsOf.set(number, [...(ticketsOf.get(number) ?? []), ticketId]);
  }
  const [{ tickets }] = await desk.query('select count(*) as tickets from tickets');
  return {
    mails: sent.length,
    tickets: Number(tickets),
    replies: messages.length - Number(tickets),
    skipped: sumOf(ledger, ['skipped', 'held', 'quarantined']),
    lost: sent.filter((number) => !ticketsOf.has(number)).length,
    doubled: messages.length - ticketsOf.size,
    astray: sent.filter((number) => isAstray(number, ticketsOf)).length,
    ...answers(sunk),
  };
}

const sumOf = (ledger, states) =>
  ledger.filter(({ state }) => states.includes(state)).reduce((sum, { mails }) => sum + Number(mails), 0);

/** Every fourth mail answers the one three before it, and belongs into its ticket. */
const isAstray = (number, ticketsOf) =>
  number % 4 === 3 && ticketsOf.has(number) && ticketsOf.get(number)[0] !== ticketsOf.get(number - 3)?.[0];

/** What left: how many mails, how often one of them came again, and under how many names too many. */
function answers(sunk) {
  const idsOf = new Map();
  for (const { to, raw } of sunk) {
    const head = raw
      .toString('latin1')
      .split('\r\n\r\n', 1)[0]
      .replace(/\r\n[ \t]+/g, ' ');
    const cause = /^In-Reply-To: *(\S+)/im.exec(head)?.[1] ?? 'nothing';
    const id = /^Message-ID: *(\S+)/im.exec(head)?.[1];
    const key = `${to.join(',')} ${cause}`;
    idsOf.set(key, [...(idsOf.get(key) ?? []), id]);
  }
  const all = [...idsOf.values()];
  return {
    answered: all.length,
    repeated: all.reduce((sum, ids) => sum + ids.length - new Set(ids).size, 0),
    renamed: all.reduce((sum, ids) => sum + new Set(ids).size - 1, 0),
  };
}

/** Nothing lost, nothing doubled, nothing under a second name. */
export const isGood = (result) =>
  result.settled &&
  !result.lost &&
  !result.doubled &&
  !result.astray &&
  !result.renamed &&
  result.mails === result.tickets + result.replies + result.skipped;

export function print(fault, result, seconds) {
  const { settled, mails, tickets, replies, skipped, lost, doubled, astray, answered, repeated, renamed } =
    result;
  console.log(
    `${isGood(result) ? 'ok    ' : 'FAILED'} ${fault}: ${mails} mails = ${tickets} tickets + ${replies} replies + ${skipped} skipped; ` +
      `${lost} lost, ${doubled} doubled, ${astray} astray; ${answered} answered, ${repeated} sent again under the same Message-ID, ` +
      `${renamed} under another${settled ? '' : '; NOT SETTLED'} (${Math.round(seconds)} s)`,
  );
}
