import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, MaxLength, Validate } from 'class-validator';
import { EmailAddress } from '../http/email-address.rule.js';
import { IsLine } from '../http/is-line.decorator.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { SUBSCRIBER_KINDS, type SubscriberKind } from './subscriber.entity.js';
import type { SubscriberRow } from './subscribers.service.js';

export class SubscriberDto {
  id: number;
  @ApiProperty({ enum: SUBSCRIBER_KINDS })
  kind: SubscriberKind;
  staffId: number | null;
  userId: number | null;
  /** Of the account where there is one. */
  address: string | null;
  name: string;
}

export class SubscriberListDto {
  items: SubscriberDto[];
}

/** Exactly one of `staffId`, `userId` and `address`. */
export class SubscriberCreateDto {
  /** An active member of staff. */
  @MayBeAbsent()
  @IsInt()
  staffId?: number;

  /** An active user. */
  @MayBeAbsent()
  @IsInt()
  userId?: number;

  /** Whoever has it; where nobody does, the bare address. */
  @MayBeAbsent()
  @Validate(EmailAddress)
  address?: string;

  /** Beside a bare address. */
  @MayBeAbsent()
  @IsString()
  @IsLine()
  @MaxLength(500)
  name?: string;
}

export const toSubscriberDto = (row: SubscriberRow): SubscriberDto => ({
  id: row.id,
  kind: row.kind,
  staffId: row.staffId,
  userId: row.userId,
  address: row.address,
  name: row.name,
});
