import { ApiProperty } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

export class HealthDto {
  /** @example ok */
  status: string;
  /** The version of the running server. */
  version: string;
}

const DETAILS = {
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: true },
} as const;

export class ReadinessDto extends HealthDto {
  /** What was asked and answered. @example ["database","storage"] */
  ready: string[];
  /** What the rooms tell of themselves, by name; never a reason against serving. */
  @ApiProperty(DETAILS)
  details: Record<string, object>;
}

export class UnreadyDto extends ProblemDto {
  @ApiProperty(DETAILS)
  details: Record<string, object>;
}
