import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import type { StaffActor } from './actors.service.js';
import { BasicSignInService, type Credentials } from './basic-sign-in.service.js';

const BASIC = /^Basic +([A-Za-z0-9+/=]+)$/i;

/** Staff by `Authorization: Basic`, for programs that know nothing else. */
@Injectable()
export class BasicStrategy extends PassportStrategy(passport.Strategy, 'basic') {
  constructor(private readonly signIn: BasicSignInService) {
    super();
  }

  override authenticate(request: unknown): void {
    this.validate(request as FastifyRequest).then(
      (actor) => (actor ? this.success(actor) : this.fail(401)),
      (error: unknown) => this.error(error as Error),
    );
  }

  /** Undefined: there are no such credentials in the request. @throws as `BasicSignInService.verify` */
  async validate({ headers, ip }: FastifyRequest): Promise<StaffActor | undefined> {
    const credentials = credentialsIn(headers.authorization ?? '');
    return credentials && this.signIn.verify(credentials, ip);
  }
}

function credentialsIn(authorization: string): Credentials | undefined {
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return username && password ? { username, password } : undefined;
}
