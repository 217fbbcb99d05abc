import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../common/errors.js';
import { InvalidCode, InvalidCredentials, SignInLocked } from './auth.errors.js';
import { Challenges } from './challenges.js';
import type { Session } from './current-session.decorator.js';
import { SessionsService, type Tokens } from './sessions.service.js';
import { SignInService, type SignInResult } from './sign-in.service.js';
import { StaffService } from './staff.service.js';
import type { Visit } from './visit.decorator.js';

/** The native door: what came of a sign-in in its words, which do not tell accounts apart. */
@Injectable()
export class AuthService {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly challenges: Challenges,
    private readonly staff: StaffService,
  ) {}

  /**
   * Tokens, or a challenge where the account has a second factor.
   * @throws InvalidCredentials for an unknown account, a wrong password and a disabled account alike; SignInLocked
   */
  async login(
    username: string,
    password: string,
    visit: Visit,
  ): Promise<Tokens | { challengeToken: string }> {
    const result = await this.signIn.verify({ username, password, address: visit.address, door: 'native' });
    if (result.outcome === 'code_missing') return { challengeToken: this.challenges.issue(result.staff.id) };
    return this.sessions.start({ kind: 'staff', id: admitted(result) }, visit);
  }

  /** @throws InvalidToken, InvalidCode, SignInLocked */
  async twoFactor(challengeToken: string, code: string, visit: Visit): Promise<Tokens> {
    const { staffId, id: challengeId } = this.challenges.read(challengeToken);
    const result = await this.signIn.verifyCode({ staffId, challengeId, code, address: visit.address });
    return this.sessions.start({ kind: 'staff', id: admitted(result) }, visit);
  }

  /**
   * Sets the caller's own password; their other sessions end.
   * @throws InvalidInput when the current one is wrong; SignInLocked
   */
  async changePassword(
    { actor, familyId }: Session,
    currentPassword: string,
    newPassword: string,
    { address }: Visit,
  ): Promise<void> {
    const { username } = await this.staff.get(actor.id);
    const request = { username, password: currentPassword, address, door: 'native' } as const;
    const result = await this.signIn.confirmPassword(request);
    if (result.outcome === 'wrong_credentials')
      throw InvalidInput.field('currentPassword', 'wrong.current_password');
    admitted(result);
    await this.staff.changePassword(actor, newPassword, familyId);
  }
}

/** The id of who was let in. */
function admitted(result: SignInResult): number {
  if (result.outcome === 'ok') return result.staff.id;
  if (result.outcome === 'locked') throw new SignInLocked(result.retryAfterSeconds);
  throw result.outcome === 'wrong_code' ? new InvalidCode() : new InvalidCredentials();
}
