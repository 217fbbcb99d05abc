import { Injectable } from '@nestjs/common';
import { UserNotFound } from '../../users/user.errors.js';
import { UsersQueries } from '../../users/users.queries.js';
import { UsersService } from '../../users/users.service.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { userData, userShape, type UserDataShape, type UserPageShape } from './helpdeskz.shapes.js';
import { pageOf, pagesOf } from './pages.js';

/** Fixed in HelpDeskZ. */
const USERS_PAGE = 25;

/** The two answers of one list. */
@Injectable()
export class UserPages {
  constructor(
    private readonly users: UsersService,
    private readonly queries: UsersQueries,
  ) {}

  async list(form: HelpdeskzForm): Promise<UserPageShape | UserDataShape> {
    const email = form.text('email');
    if (email) return this.find(email);
    const page = pageOf(form, USERS_PAGE);
    const [users, total] = await Promise.all([
      this.queries.selectPage(page.offset, page.limit),
      this.queries.count(),
    ]);
    return {
      success: 1,
      total_users: total,
      total_pages: pagesOf(total, USERS_PAGE),
      users: users.map(userShape),
    };
  }

  private async find(email: string): Promise<UserDataShape> {
    const user = await this.users.findByEmail(email);
    if (!user) throw new UserNotFound();
    return userData(user);
  }
}
