import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  Validate,
} from 'class-validator';
import { EmailAddress } from '../http/email-address.rule.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { CC_MAX, DEPARTMENT_LOCALES, ESCALATE_DAYS_MAX, type DepartmentLocale } from './department.entity.js';
import { SLUG, SLUG_MAX } from './department.slug.js';
import { say } from '../http/wording.js';

export class DepartmentCreateDto {
  /** @example Support */
  @IsString()
  @IsLine()
  @Length(1, 500)
  name: string;

  /** A private department takes no tickets from the public; absent: a public one. */
  @MayBeAbsent()
  @IsBoolean()
  private?: boolean;

  /** Whether anybody may open tickets in it without signing in, unless it is private; absent: nobody. */
  @MayBeAbsent()
  @IsBoolean()
  publicSubmission?: boolean;

  /** Place in lists, ascending; absent: after the last. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;

  /** Its name in addresses, for good; absent: made from the name. @example support */
  @MayBeAbsent()
  @IsString()
  @Length(1, SLUG_MAX)
  @Matches(SLUG, say('matches.slug'))
  slug?: string;

  /** Whether mails to it open tickets; absent: they do. */
  @MayBeAbsent()
  @IsBoolean()
  emailSubmission?: boolean;

  /** Language of the mails about its tickets; absent or null: that of the desk. */
  @ApiProperty({
    enum: DEPARTMENT_LOCALES,
    enumName: 'DepartmentLocale',
    nullable: true,
    required: false,
  })
  @IsOptional()
  @IsIn(DEPARTMENT_LOCALES)
  locale?: DepartmentLocale | null;

  /** The desk's own people who hear of each new ticket. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(CC_MAX)
  @Validate(EmailAddress, { each: true })
  newTicketCc?: string[];

  /** The desk's own people who hear of all that happens to its tickets, notes included. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(CC_MAX)
  @Validate(EmailAddress, { each: true })
  updatedTicketCc?: string[];

  /** An active staff member who gets its new tickets; absent or null: nobody. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  @IsOptional()
  @IsInt()
  defaultAssigneeId?: number | null;

  /** Days without movement after which a ticket is escalated; absent or null: never. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(ESCALATE_DAYS_MAX)
  escalateDays?: number | null;
}

export class DepartmentUpdateDto extends PartialType(OmitType(DepartmentCreateDto, ['slug']), {
  skipNullProperties: false,
}) {}
