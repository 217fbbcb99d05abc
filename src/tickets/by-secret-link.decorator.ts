import {
  Injectable,
  UseGuards,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applyLimit } from '../http/limit-use.js';
import { Public } from '../http/permission.decorator.js';
import { SharedLimitsService } from '../http/shared-limits.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf } from '../staff-auth/addresses.js';

const HOUR_MS = 3_600_000;

/** Before the token is looked at; exact over all processes. */
@Injectable()
export class SecretLinkLimitGuard implements CanActivate {
  constructor(
    private readonly settings: SettingsService,
    private readonly limits: SharedLimitsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const limit = this.settings.get('public_link_limit');
    if (!limit) return true;
    const network = networkOf(http.getRequest<FastifyRequest>().ip);
    const use = await this.limits.use(`public-link|${network}`, limit, HOUR_MS);
    applyLimit(http.getResponse<FastifyReply>(), use);
    return true;
  }
}

/** Whoever has the token in the path, as often as `public_link_limit` says. */
export const BySecretLink = (): MethodDecorator => applyDecorators(Public(), UseGuards(SecretLinkLimitGuard));
