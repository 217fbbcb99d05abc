import { AppError } from '../common/errors.js';

export class WebhookNotFound extends AppError {
  constructor() {
    super('not_found', 'webhook.not_found');
  }
}

export class WebhookDeliveryNotFound extends AppError {
  constructor() {
    super('not_found', 'webhook_delivery.not_found');
  }
}

export class WebhookDeliveryPending extends AppError {
  constructor() {
    super('conflict', 'webhook_delivery.pending');
  }
}

export class WebhookInactive extends AppError {
  constructor() {
    super('conflict', 'webhook.inactive');
  }
}
