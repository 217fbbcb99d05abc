import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { SettingsService } from '../settings/settings.service.js';
import { ApiLimitsService } from './api-limits.service.js';
import { applyLimit } from './limit-use.js';
import { NATIVE_PREFIX } from './native-prefix.js';

const RETRY_AFTER_SECONDS = 300;
/** Doors for the public that ask for no token. */
const PUBLIC_DOORS = /^\/api\/v1\/(public|user-auth)\//;

class UnderMaintenance extends AppError {
  constructor() {
    super('unavailable', 'server.maintenance', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}

/**
 * Whether the desk has time for the caller, after it is known who that is: `maintenance` closes the doors of users and of
 * the public (staff and API tokens go on), and nobody asks more often than `api_rate_limit`.
 */
@Injectable()
export class DeskHoursGuard implements CanActivate {
  constructor(
    private readonly settings: SettingsService,
    private readonly limits: ApiLimitsService,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (!request.url.startsWith(NATIVE_PREFIX)) return true;
    if (this.settings.get('maintenance') && isPublic(request)) throw new UnderMaintenance();
    const limit = this.settings.get('api_rate_limit');
    if (limit) applyLimit(http.getResponse<FastifyReply>(), this.limits.use(callerOf(request), limit));
    return true;
  }
}

const isPublic = ({ actor, url }: FastifyRequest): boolean =>
  actor ? actor.kind === 'user' : PUBLIC_DOORS.test(url);

const callerOf = ({ actor, ip }: FastifyRequest): string =>
  actor ? `${actor.kind}:${actor.id}` : `address:${ip}`;
