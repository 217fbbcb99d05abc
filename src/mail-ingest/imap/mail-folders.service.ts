import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { flavourOf } from '../../database/flavour.js';
import { MailFolder } from './mail-folder.entity.js';

/** How far each folder has been read. A checkpoint that is too low costs a question; the ledger knows what it has. */
@Injectable()
export class MailFolders {
  constructor(private readonly database: Database) {}

  /** Undefined: the folder was never read. */
  async get(mailboxId: number, folder: string): Promise<MailFolder | undefined> {
    const row = await this.database.repository(MailFolder).findOneBy({ mailboxId, folder });
    return row ?? undefined;
  }

  async set({ mailboxId, folder, uidValidity, lastUid }: MailFolder): Promise<void> {
    await this.database.transaction<unknown>((tx) => {
      const update = flavourOf(tx.dataSource).onConflict('mailboxId, folder', (offered) =>
        ['uidValidity', 'lastUid'].map((column) => `${column} = ${offered(column)}`).join(', '),
      );
      return tx.query(
        `insert into mail_folders (mailboxId, folder, uidValidity, lastUid) values (?, ?, ?, ?)${update}`,
        [mailboxId, folder, uidValidity, lastUid],
      );
    });
  }
}
