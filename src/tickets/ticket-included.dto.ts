import { MessageDto, toMessageDto } from './message.dto.js';
import { SubscriberDto, toSubscriberDto } from './subscriber.dto.js';
import type { Included } from './ticket-includes.js';

export class IncludedPersonDto {
  id: number;
  fullName: string;
  /** Null: none. */
  email: string | null;
}

export class IncludedDrawerDto {
  id: number;
  name: string;
}

export class IncludedTagDto extends IncludedDrawerDto {
  /** @example #cc3300 */
  colour: string | null;
}

/** What comes along by `include`; absent is what was not asked for. */
export class TicketIncludedDto {
  /** `include=requester`. */
  requester?: IncludedPersonDto | null;
  /** `include=assignee`. */
  assignee?: IncludedPersonDto | null;
  /** `include=department`. */
  department?: IncludedDrawerDto;
  /** `include=category`. */
  category?: IncludedDrawerDto | null;
  /** `include=tags`. */
  tagDetails?: IncludedTagDto[];
  /** `include=messages`: the newest 20, oldest first. */
  messages?: MessageDto[];
  /** `include=subscribers`. */
  subscribers?: SubscriberDto[];
}

export const toIncludedDto = ({ messages, subscribers, ...included }: Included): TicketIncludedDto => ({
  ...included,
  ...(messages && { messages: messages.map((message) => toMessageDto(message)) }),
  ...(subscribers && { subscribers: subscribers.map(toSubscriberDto) }),
});
