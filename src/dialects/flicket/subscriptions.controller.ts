import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { SubscriptionShape } from './attached.shapes.js';
import { SubscriptionPageShape } from './page.shapes.js';
import { SubscriptionAnswers } from './subscription-answers.js';

/** Who gets copies of which ticket. */
@ApiTags('subscriptions')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketSubscriptionsController {
  constructor(private readonly answers: SubscriptionAnswers) {}

  /** One subscription. */
  @Reads(['subscription/:id'], { permission: 'subscribers/read', answers: SubscriptionShape })
  getSubscription(@Call() call: FlicketCall): Promise<SubscriptionShape> {
    return this.answers.subscription(call);
  }

  /** The subscriptions to all tickets that one may see. */
  @Reads(['subscriptions'], {
    permission: 'subscribers/read',
    answers: SubscriptionPageShape,
    query: PageFields,
  })
  listSubscriptions(@Call() call: FlicketCall): Promise<SubscriptionPageShape> {
    return this.answers.subscriptions(call);
  }

  /** The subscriptions to a ticket. */
  @Reads(['subscriptions/:ticket_id', 'subscriptions/:ticket_id/:page'], {
    permission: 'subscribers/read',
    answers: SubscriptionPageShape,
    query: PageFields,
  })
  listTicketSubscriptions(@Call() call: FlicketCall): Promise<SubscriptionPageShape> {
    return this.answers.ofTicket(call);
  }
}
