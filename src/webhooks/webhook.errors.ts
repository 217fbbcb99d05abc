import { AppError } from '../common/errors.js';

export class WebhookNotFound extends AppError {
  constructor() {
    super('not_found', 'webhook.not_found', 'There is no such webhook.');
  }
}

export class WebhookDeliveryNotFound extends AppError {
  constructor() {
    super('not_found', 'webhook_delivery.not_found', 'The webhook has no such delivery.');
  }
}

export class WebhookDeliveryPending extends AppError {
  constructor() {
    super('conflict', 'webhook_delivery.pending', 'The delivery is still being tried.');
  }
}

export class WebhookInactive extends AppError {
  constructor() {
    super('conflict', 'webhook.inactive', 'The webhook is switched off: switch it on first.');
  }
}
