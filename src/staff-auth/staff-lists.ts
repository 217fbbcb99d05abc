import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { firstOnly, type Page } from '../common/page.js';
import { Database } from '../database/database.js';
import { listById, type PageSearch } from '../database/pages-by-id.js';
import { PersonWordsService } from '../users/person-words.service.js';
import { Staff } from './staff.entity.js';
import { StaffService, type StaffMember } from './staff.service.js';

/** Who answers, as lists: all of them, or those that somebody looks for. */
@Injectable()
export class StaffLists {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffService,
    private readonly words: PersonWordsService,
  ) {}

  /** Accounts, disabled ones too, in order of id; with `search` the first that have such names, without further pages. */
  async list({ search, ...page }: PageSearch & { search?: string }): Promise<Page<StaffMember>> {
    const found =
      search === undefined
        ? await listById(this.database.repository(Staff), page)
        : firstOnly(await this.find(search, page.limit), page.limit);
    return { items: await this.staff.withWork(found.items), page: found.page };
  }

  /** A page by its place, in order of id; `name` is a part of the full name, whatever its case. */
  async numbered(
    { name }: { name?: string },
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ items: StaffMember[]; total: number }> {
    const named = name ? ` where fullName like ? escape '!'` : '';
    const values = name ? [`%${name.replace(/[!%_]/g, '!$&')}%`] : [];
    const [rows, [counted]] = await Promise.all([
      this.database.query<{ id: number }>(`select id from staff${named} order by id limit ? offset ?`, [
        ...values,
        limit,
        offset,
      ]),
      this.database.query<{ total: number }>(`select count(*) as total from staff${named}`, values),
    ]);
    const staff = await this.database
      .repository(Staff)
      .find({ where: { id: In(rows.map(({ id }) => id)) }, order: { id: 'ASC' } });
    return { items: await this.staff.withWork(staff), total: counted!.total };
  }

  private async find(text: string, limit: number): Promise<Staff[]> {
    const ids = await this.words.find('staff', text, limit);
    const rows = await this.database.repository(Staff).findBy({ id: In(ids) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
