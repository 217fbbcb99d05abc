import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/permission.decorator.js';
import { ForgotPasswordDto, PasswordResetDto } from './auth.dto.js';
import { PasswordLinksService } from './password-links.service.js';
import { CurrentVisit, type Visit } from './visit.decorator.js';

/** For staff who forgot their password. */
@ApiTags('auth')
@Controller('auth')
export class PasswordLinksController {
  constructor(private readonly passwordLinks: PasswordLinksService) {}

  /** Sends a link that sets a new password, for an hour and once; says the same where there is no such account. */
  @Post('forgot-password')
  @Public()
  @HttpCode(202)
  forgotPassword(@Body() login: ForgotPasswordDto, @CurrentVisit() visit: Visit): Promise<void> {
    return this.passwordLinks.ask(login, visit);
  }

  /** Sets the new password by the token of such a link; all sessions end. 401 `auth.invalid_token`. */
  @Post('reset-password')
  @Public()
  @HttpCode(204)
  resetPassword(
    @Body() { token, newPassword }: PasswordResetDto,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    return this.passwordLinks.reset(token, newPassword, visit);
  }
}
