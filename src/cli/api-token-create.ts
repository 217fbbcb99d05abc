import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { validationPipe } from '../http/validation.js';
import { ApiTokenCreateDto } from '../staff-auth/api-token.dto.js';
import { ApiTokensService } from '../staff-auth/api-tokens.service.js';
import type { Output } from './output.js';
import { TOKEN_RULE, isTokenText } from './token-text.js';

/** As typed; checked by the rules of the API. */
export interface ApiTokenCreateInput {
  name: string;
  permissions: string[];
  allowedAddresses: string[];
  /** Absent: one is made. */
  token?: string;
}

/**
 * The token is all that goes to standard output, so that a script can take it from there.
 * @throws InvalidInput, ApiTokenTaken
 */
export async function createApiToken(
  app: INestApplicationContext,
  { token, ...input }: ApiTokenCreateInput,
  out: Output,
): Promise<void> {
  if (token !== undefined && !isTokenText(token))
    throw InvalidInput.field('token', 'malformed.token', { rule: TOKEN_RULE });
  const checked: ApiTokenCreateDto = await validationPipe().transform(input, {
    type: 'body',
    metatype: ApiTokenCreateDto,
  });
  const tokens = app.get(ApiTokensService, { strict: false });
  const created = await tokens.create(SYSTEM, { ...checked, ...(token !== undefined && { token }) });
  out.tell('api-token.created', { name: created.row.name });
  out.line(created.token);
}
