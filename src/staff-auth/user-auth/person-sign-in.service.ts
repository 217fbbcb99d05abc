import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { usernameKey } from '../../users/usernames.js';
import type { StaffActor, UserActor } from '../actors.service.js';
import { InvalidCredentials, SignInLocked } from '../auth.errors.js';
import { BasicSignInService, type Credentials } from '../basic-sign-in.service.js';
import { permissionsOfUser } from '../permissions.js';
import { UserSignInService } from './user-sign-in.service.js';

/** Password-only doors for everybody: usernames are unique among staff and users, so the name says who it is. */
@Injectable()
export class PersonSignInService {
  constructor(
    private readonly database: Database,
    private readonly staff: BasicSignInService,
    private readonly users: UserSignInService,
  ) {}

  /** @throws what `BasicSignInService.verify` throws */
  async verify(credentials: Credentials, address: string): Promise<StaffActor | UserActor> {
    const { username, password } = credentials;
    if (!(await this.isUser(username))) return this.staff.verify(credentials, address);
    const result = await this.users.verify({ username }, password, address);
    if (result.outcome === 'locked') throw new SignInLocked(result.retryAfterSeconds);
    if (result.outcome !== 'ok') throw new InvalidCredentials();
    const { id, fullName: name } = result.user;
    return { kind: 'user', id, name, permissions: permissionsOfUser() };
  }

  private async isUser(username: string): Promise<boolean> {
    const [owner] = await this.database.query<{ kind: string }>(
      'select kind from usernames where usernameKey = ?',
      [usernameKey(username)],
    );
    return owner?.kind === 'user';
  }
}
