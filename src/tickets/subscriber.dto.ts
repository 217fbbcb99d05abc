import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, MaxLength, Validate } from 'class-validator';
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
  /** Reads the public side of the ticket, signed in or by a secret link: a user, or whoever has an account with the address. Of staff always true: they see by their own rules. */
  canView: boolean;
  /** Answers: by mail, and where they may read it as well. Of staff always true. */
  canUpdate: boolean;
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

  /** Whether a user, or whoever has an account with the address, reads the public side of the ticket; absent: yes. False for staff is refused. */
  @MayBeAbsent()
  @IsBoolean()
  canView?: boolean;

  /** Whether they answer, by mail and where they may read it as well; absent: yes. False for staff is refused. */
  @MayBeAbsent()
  @IsBoolean()
  canUpdate?: boolean;
}

/** What is absent stays. */
export class SubscriberUpdateDto extends PickType(SubscriberCreateDto, ['canView', 'canUpdate']) {}

export const toSubscriberDto = (row: SubscriberRow): SubscriberDto => ({
  id: row.id,
  kind: row.kind,
  staffId: row.staffId,
  userId: row.userId,
  address: row.address,
  name: row.name,
  canView: row.canView,
  canUpdate: row.canUpdate,
});
