import type { NumberedFile, NumberedSubscriber, NumberedVersion } from '../../tickets/numbered-lists.js';
import type { FlicketCall } from './flicket-call.js';
import { contentOf, dateOf, userUrl } from './flicket.shapes.js';

/* What hangs on tickets and posts. See flicket.shapes.ts. */

export class SubscriptionLinksShape {
  self: string;
  subscriptions: string;
  ticket: string;
  user: string | null;
}

export class SubscriptionShape {
  id: number;
  links: SubscriptionLinksShape;
  ticket_id: number;
  /** The name, or the address of who has none. */
  user_def: string;
  /** Null: no member of staff. */
  user_id: number | null;
}

export const subscriptionShape = (call: FlicketCall, one: NumberedSubscriber): SubscriptionShape => ({
  id: one.id,
  links: {
    self: call.url(`subscription/${one.id}`),
    subscriptions: call.url('subscriptions/'),
    ticket: call.url(`ticket/${one.ticketId}`),
    user: userUrl(call, one.staffId),
  },
  ticket_id: one.ticketId,
  user_def: one.name,
  user_id: one.staffId,
});

export class UploadLinksShape {
  post: string | null;
  self: string;
  ticket: string | null;
  uploads: string;
}

export class UploadShape {
  /** Its id in eight characters, and its extension. @example "0000002s.png" */
  filename: string;
  id: number;
  /** Opens the file without a token, for twelve hours. */
  image: string;
  links: UploadLinksShape;
  original_filename: string;
  /** Null: it came with the ticket. */
  post_id: number | null;
  /** The ticket that it came with; null: it came with a post. */
  topic_id: number | null;
}

export function uploadShape(call: FlicketCall, file: NumberedFile, image: string): UploadShape {
  const place = placeOf(call, file);
  const extension = /\.[^.]+$/.exec(file.name)?.[0] ?? '';
  return {
    filename: file.id.toString(36).padStart(8, '0') + extension,
    id: file.id,
    image: call.deskUrl(image),
    links: {
      post: place.post,
      self: call.url(`upload/${file.id}`),
      ticket: place.ticket,
      uploads: call.url('uploads/'),
    },
    original_filename: file.name,
    post_id: place.postId,
    topic_id: place.topicId,
  };
}

export class HistoryLinksShape {
  histories: string;
  post: string | null;
  self: string;
  ticket: string | null;
  user: string | null;
}

export class HistoryShape {
  /** When it was replaced. */
  date_modified: string;
  id: number;
  links: HistoryLinksShape;
  original_content: string;
  post_id: number | null;
  topic_id: number | null;
  /** Who had written it; null: no member of staff. */
  user_id: number | null;
}

export function historyShape(call: FlicketCall, version: NumberedVersion): HistoryShape {
  const place = placeOf(call, version);
  return {
    date_modified: dateOf(version.replacedAt),
    id: version.id,
    links: {
      histories: call.url('histories/'),
      post: place.post,
      self: call.url(`history/${version.id}`),
      ticket: place.ticket,
      user: userUrl(call, version.writerId),
    },
    original_content: contentOf(version),
    post_id: place.postId,
    topic_id: place.topicId,
    user_id: version.writerId,
  };
}

/** The first message is the ticket itself; all others are posts. */
function placeOf(
  call: FlicketCall,
  { opens, messageId, ticketId }: { opens: boolean; messageId: number; ticketId: number },
): { postId: number | null; topicId: number | null; post: string | null; ticket: string | null } {
  return opens
    ? { postId: null, topicId: ticketId, post: null, ticket: call.url(`ticket/${ticketId}`) }
    : { postId: messageId, topicId: null, post: call.url(`post/${messageId}`), ticket: null };
}
