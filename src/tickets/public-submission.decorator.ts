import {
  Injectable,
  UseGuards,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applyLimit } from '../http/limit-use.js';
import { Public } from '../http/permission.decorator.js';
import { SharedLimitsService } from '../http/shared-limits.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { networkOf } from '../staff-auth/addresses.js';
import { TakesFiles } from './takes-files.decorator.js';
import { TICKET_EXAMPLE } from './ticket-create.dto.js';

const HOUR_MS = 3_600_000;

const { bodyFormat: _, ...EXAMPLE } = TICKET_EXAMPLE;

/** Before anything of the body is read; exact over all processes. */
@Injectable()
export class PublicLimitGuard implements CanActivate {
  constructor(
    private readonly settings: SettingsService,
    private readonly limits: SharedLimitsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const limit = this.settings.get('public_ticket_limit');
    if (!limit) return true;
    const network = networkOf(http.getRequest<FastifyRequest>().ip);
    const use = await this.limits.use(`public|${network}`, limit, HOUR_MS);
    applyLimit(http.getResponse<FastifyReply>(), use);
    return true;
  }
}

/** Anybody may send it, with files, as often as `public_ticket_limit` says. */
export const PublicSubmission = (dto: Type): MethodDecorator =>
  applyDecorators(Public(), UseGuards(PublicLimitGuard), TakesFiles(dto, EXAMPLE));
