/** Every event that the history of a ticket knows, and what it tells; the one list of them. */
export const TICKET_EVENTS = {
  'ticket.opened':
    'It was opened; `messageId` is its first message, `attachments` the number of its files, if any.',
  'ticket.replied': 'Somebody replied (`messageId`, `attachments`); the reply may have moved the status.',
  'ticket.noted': 'Staff left an internal note (`messageId`, `attachments`).',
  'ticket.changed':
    'Fields were set by hand: subject, status, priority, department, category, tags and the like.',
  'ticket.claimed': 'Somebody took it.',
  'ticket.assigned': 'It was given to somebody; `byDefault` is true where its department says to whom.',
  'ticket.released': 'Nobody works on it any more.',
  'ticket.resolved': 'A resolution was recorded.',
  'ticket.closed':
    'It was closed; `autoclose` is true where time did it, `forced` where dependencies were open.',
  'ticket.reopened': 'It was opened again.',
  'ticket.held': 'It was put on hold.',
  'ticket.unheld': 'It is on hold no more.',
  'ticket.escalated':
    'Nothing moved it for as many days as its department allows (`days`): its priority was raised.',
  'ticket.moved': 'It went to another department or category.',
  'ticket.merged': 'It went into another ticket (`mergedIntoId`) with its messages, files and subscribers.',
  'ticket.absorbed': 'Another ticket (`from`) was merged into it.',
  'ticket.linked': 'A link to another ticket was made (`linkId`, `kind`).',
  'ticket.unlinked': 'A link to another ticket was taken away (`linkId`, `kind`).',
  'ticket.subscribed':
    'Somebody gets copies of its mails (`kind`, `name`, of staff `staffId`); `automatic` where taking part made it so, `canView` and `canUpdate` where false.',
  'ticket.subscriber_changed':
    'A subscriber (`kind`, `name`) may something else now (`canView`, `canUpdate`).',
  'ticket.unsubscribed': 'Somebody gets no copies any more (`kind`, `name`, of staff `staffId`).',
  'ticket.public_link_made': 'A secret link (`publicLinkId`) to it was made for somebody (`name`).',
  'ticket.public_link_revoked': 'A secret link (`publicLinkId`) to it was revoked.',
  'ticket.deleted': 'It was deleted with all that hung on it.',
  'message.edited': 'The words of a message (`messageId`) were changed, or its minutes.',
  'message.deleted': 'A message (`messageId`) was deleted with its files.',
  'message.moved': 'A message (`messageId`) went from one ticket to another (`from`, `to`).',
  'attachment.added': 'A file (`attachmentId`, `name`) was added to a message (`messageId`).',
  'attachment.changed':
    'A file (`attachmentId`, `name`) was replaced or renamed, or put to another message (`messageId`).',
  'attachment.deleted': 'A file (`attachmentId`, `name`) was deleted.',
} as const;

export type TicketEvent = keyof typeof TICKET_EVENTS;

/** What changes of a ticket are told to the world as; `autoclosed` is a `ticket.closed` that time did. */
export type TicketDeed =
  | 'changed'
  | 'claimed'
  | 'assigned'
  | 'released'
  | 'resolved'
  | 'closed'
  | 'reopened'
  | 'held'
  | 'unheld'
  | 'moved'
  | 'escalated'
  | 'merged';
