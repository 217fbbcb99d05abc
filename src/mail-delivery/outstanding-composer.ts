import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { MailPeople } from './mail-people.js';
import { MailTexts } from './mail-texts.js';
import type { Mail } from './mail.js';
import { OPEN, OUTSTANDING_MAX, type Outstanding, type OutstandingRow } from './outstanding-tickets.js';

/** Writes the mail that `OutstandingMailsService` owes a person. */
@Injectable()
export class OutstandingComposer {
  constructor(
    private readonly database: Database,
    private readonly people: MailPeople,
    private readonly texts: MailTexts,
  ) {}

  /** The mail to one of them; none where nothing is open by now, or mail does not reach them. */
  async compose({ staffId, at }: { staffId: number; at: string }): Promise<Mail[]> {
    const person = await this.people.staffAddress(staffId);
    const outstanding = person && (await this.of(staffId));
    if (!outstanding || !(outstanding.assigned.length + outstanding.created.length)) return [];
    const content = await this.texts.render('outstanding_tickets', { person, outstanding });
    const event = 'outstanding_tickets' as const;
    return content ? [{ ...content, event, to: person, cc: [], date: new Date(at), files: [] }] : [];
  }

  /** A ticket that is both stands among what is to be done. */
  private async of(staffId: number): Promise<Outstanding> {
    const read = (where: string, parameters: unknown[]): Promise<OutstandingRow[]> =>
      this.database.query<OutstandingRow>(
        `select t.id, t.subject, t.status, t.priority, d.name as departmentName
         from (select id from tickets where ${where} and ${OPEN} order by id limit ${OUTSTANDING_MAX}) o
         join tickets t on t.id = o.id join departments d on d.id = t.departmentId order by t.id`,
        parameters,
      );
    return {
      assigned: await read('assigneeId = ?', [staffId]),
      created: await read('openedById = ? and (assigneeId is null or assigneeId <> ?)', [staffId, staffId]),
    };
  }
}
