import { Controller, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { OwnGuard } from '../../http/permission.decorator.js';
import { FlicketTokens } from './flicket-tokens.js';
import { FlicketGuard } from './flicket.guard.js';
import { TokenShape } from './flicket.shapes.js';
import { GivesToken, TakesToken } from './endpoint.decorator.js';

/** Tokens, for name and password. */
@ApiTags('tokens')
@OwnGuard(FlicketGuard)
@Controller('flicket-api/tokens')
export class FlicketTokensController {
  constructor(private readonly tokens: FlicketTokens) {}

  /** Gives a token for ten hours; those of before go on. With a second factor the password is an app password. */
  @GivesToken()
  createToken(@Req() request: FastifyRequest): Promise<TokenShape> {
    return this.tokens.create(request);
  }

  /** Ends the token that it comes with. */
  @TakesToken()
  deleteToken(@Req() request: FastifyRequest): Promise<void> {
    return this.tokens.revoke(request);
  }
}
