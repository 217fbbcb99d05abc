import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Id } from '../http/id.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import {
  SubscriberCreateDto,
  SubscriberDto,
  SubscriberListDto,
  SubscriberUpdateDto,
  toSubscriberDto,
} from './subscriber.dto.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TicketDto, toTicketDto } from './ticket.dto.js';
import { TicketsQueries } from './tickets.queries.js';

/**
 * Who gets copies of a ticket's mails: staff, who see the ticket by it, users, and bare addresses, of whom is said whether they may read
 * and answer it.
 */
@ApiTags('tickets')
@Controller('tickets/:id')
export class SubscribersController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly queries: TicketsQueries,
  ) {}

  /** The subscribers of a ticket, in the order in which they were subscribed. */
  @Get('subscribers')
  @Permission('subscribers/read')
  async listSubscribers(@CurrentActor() actor: Actor, @Id() id: number): Promise<SubscriberListDto> {
    return { items: (await this.subscriptions.list(actor, id)).map(toSubscriberDto) };
  }

  /** Subscribes somebody; who is subscribed already is answered as they are. */
  @Post('subscribers')
  @Permission('subscribers/update')
  async createSubscriber(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: SubscriberCreateDto,
  ): Promise<SubscriberDto> {
    return this.subscriptions
      .add(actor, id, body)
      .then(async (own) =>
        toSubscriberDto(
          (await this.subscriptions.list(actor, id)).find((subscriber) => subscriber.id === own)!,
        ),
      );
  }

  /** Says whether a user or an address may read and answer the ticket. */
  @Patch('subscribers/:subscriberId')
  @Permission('subscribers/update')
  async updateSubscriber(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('subscriberId') subscriberId: number,
    @Body() body: SubscriberUpdateDto,
  ): Promise<SubscriberDto> {
    return toSubscriberDto(await this.subscriptions.allow(actor, id, subscriberId, body));
  }

  /** Ends a subscription. */
  @Delete('subscribers/:subscriberId')
  @HttpCode(204)
  @Permission('subscribers/update')
  async deleteSubscriber(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('subscriberId') subscriberId: number,
  ): Promise<void> {
    return this.subscriptions.remove(actor, id, subscriberId);
  }

  /** The caller gets copies of the ticket's mails. */
  @Post('subscribe')
  @HttpCode(200)
  @Permission('tickets/read')
  async subscribeToTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.subscriptions
      .follow(actor, id, true)
      .then(async () => toTicketDto(await this.queries.getOwn(actor, id)));
  }

  /** The caller gets no copies any more. */
  @Post('unsubscribe')
  @HttpCode(200)
  @Permission('tickets/read')
  async unsubscribeFromTicket(@CurrentActor() actor: Actor, @Id() id: number): Promise<TicketDto> {
    return this.subscriptions
      .follow(actor, id, false)
      .then(async () => toTicketDto(await this.queries.getOwn(actor, id)));
  }
}
