import { IsInt } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import type { NewPublicLink, PublicLinkRow } from './public-links.service.js';

export class PublicLinkCreateDto {
  /** Whose link it is: the requester, which is the default, or a user who gets copies. */
  @MayBeAbsent()
  @IsInt()
  userId?: number;
}

export class PublicLinkDto {
  id: number;
  ticketId: number;
  userId: number;
  /** Of the user. */
  name: string;
  createdAt: string;
  /** From then on it opens nothing (setting `public_link_days`). */
  expiresAt: string;
}

export class NewPublicLinkDto extends PublicLinkDto {
  /** Shown once. */
  token: string;
  /** By the setting `public_ticket_url`; null where that is empty. */
  url: string | null;
}

export class PublicLinkListDto {
  items: PublicLinkDto[];
}

export const toPublicLinkDto = ({
  id,
  ticketId,
  userId,
  name,
  createdAt,
  expiresAt,
}: PublicLinkRow): PublicLinkDto => ({
  id,
  ticketId,
  userId,
  name,
  createdAt,
  expiresAt,
});

export const toNewPublicLinkDto = (link: NewPublicLink): NewPublicLinkDto => ({
  ...toPublicLinkDto(link),
  token: link.token,
  url: link.url,
});
