import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { AppError, InvalidInput } from '../common/errors.js';
import type { MessageFormat, Visibility } from '../messages/message.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';
import {
  HAND_ACTIONS,
  TicketActionsService,
  type ActionInput,
  type HandAction,
} from './ticket-actions.service.js';
import { TicketMergesService } from './ticket-merges.service.js';
import { TicketsService, type TicketChange } from './tickets.service.js';

/** Actions that many tickets can take at once. */
export const BULK_ACTIONS = [...HAND_ACTIONS, 'resolve', 'merge', 'subscribe', 'unsubscribe'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** An action by name, with what it takes. */
export interface BulkInput extends ActionInput {
  name: BulkAction;
  intoTicketId?: number;
  /** The resolution. */
  body?: string;
  format?: MessageFormat;
  visibility?: Visibility;
}

export interface BulkJob {
  ids: readonly number[];
  /** Either a change by hand, */
  changes?: TicketChange;
  /** or an action. */
  action?: BulkInput;
}

/** What became of one ticket; without a fault it is as asked. */
export interface BulkResult {
  id: number;
  fault?: unknown;
}

/** What each action cannot do without. */
const NEEDS: Partial<Record<BulkAction, keyof BulkInput>> = {
  assign: 'assigneeId',
  move: 'departmentId',
  merge: 'intoTicketId',
  resolve: 'body',
};

/** The same for many tickets: each in its own transaction, and none suffers from another's fault. */
@Injectable()
export class TicketBulkService {
  private readonly logger = new Logger(TicketBulkService.name);

  constructor(
    private readonly tickets: TicketsService,
    private readonly actions: TicketActionsService,
    private readonly merges: TicketMergesService,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /**
   * One after the other, in the order of the ids, each once.
   * @throws InvalidInput where the job itself is incomplete; faults of single tickets are in their results
   */
  async run(actor: Actor, { ids, changes, action }: BulkJob): Promise<BulkResult[]> {
    if ((changes === undefined) === (action === undefined))
      throw InvalidInput.field('changes', 'ambiguous.bulk');
    const missing = action && NEEDS[action.name];
    if (missing && action[missing] === undefined)
      throw InvalidInput.field(`action/${missing}`, 'required', { field: missing });
    const results: BulkResult[] = [];
    for (const id of new Set(ids))
      results.push(await this.one(id, () => this.apply(actor, id, changes, action)));
    return results;
  }

  private async one(id: number, work: () => Promise<unknown>): Promise<BulkResult> {
    try {
      await work();
      return { id };
    } catch (fault) {
      if (!(fault instanceof AppError)) this.logger.error(`Ticket ${id}`, (fault as Error).stack);
      return { id, fault };
    }
  }

  private apply(
    actor: Actor,
    id: number,
    changes: TicketChange | undefined,
    action: BulkInput | undefined,
  ): Promise<unknown> {
    if (!action) return this.tickets.change(actor, id, changes!);
    const { name, intoTicketId, body, format = 'text', visibility, ...input } = action;
    switch (name) {
      case 'resolve':
        return this.actions.resolve(actor, id, { body: body!, format, visibility, minutes: input.minutes });
      case 'merge':
        return this.merges.merge(actor, id, { intoTicketId: intoTicketId!, minutes: input.minutes });
      case 'subscribe':
      case 'unsubscribe':
        return this.subscriptions.follow(actor, id, name === 'subscribe');
      default:
        return this.actions.act(actor, id, name satisfies HandAction, input);
    }
  }
}
