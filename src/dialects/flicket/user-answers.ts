import { Injectable } from '@nestjs/common';
import { StaffLists } from '../../staff-auth/staff-lists.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import type { FlicketCall } from './flicket-call.js';
import { userShape, type UserShape } from './flicket.shapes.js';
import { pageShape, type UserPageShape } from './page.shapes.js';

/** Flicket's users are the staff. */
@Injectable()
export class UserAnswers {
  constructor(
    private readonly staff: StaffService,
    private readonly lists: StaffLists,
  ) {}

  /** @throws StaffNotFound */
  async user(call: FlicketCall): Promise<UserShape> {
    return userShape(call, await this.staff.get(call.id()));
  }

  async users(call: FlicketCall): Promise<UserPageShape> {
    const page = call.page();
    const name = call.text('name');
    const { items, total } = await this.lists.numbered({ name }, page);
    return pageShape(call, { path: 'users/', numbered: 'query', filters: { name } }, page, {
      items: items.map((one) => userShape(call, one)),
      total,
    });
  }
}
