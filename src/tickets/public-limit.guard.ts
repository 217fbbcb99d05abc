import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applyLimit } from '../http/limit-use.js';
import { SharedLimitsService } from '../http/shared-limits.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf } from '../staff-auth/addresses.js';

const HOUR_MS = 3_600_000;

/**
 * Who is nobody yet may come so often an hour from one network, counted under `name`: before anything of the request is
 * read, and exact over all processes. 0: as often as they like.
 */
export function publicLimit(
  setting: 'public_link_limit' | 'public_ticket_limit',
  name: string,
): Type<CanActivate> {
  @Injectable()
  class PublicLimitGuard implements CanActivate {
    constructor(
      private readonly settings: SettingsService,
      private readonly limits: SharedLimitsService,
    ) {}

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp();
      const limit = this.settings.get(setting);
      if (!limit) return true;
      const network = networkOf(http.getRequest<FastifyRequest>().ip);
      const use = await this.limits.use(`${name}|${network}`, limit, HOUR_MS);
      applyLimit(http.getResponse<FastifyReply>(), use);
      return true;
    }
  }
  return PublicLimitGuard;
}
