/** A refusal in Flicket's words; only one with 400 says more than its reason. */
export class FlicketRefusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404,
    message = '',
  ) {
    super(message);
    this.name = 'FlicketRefusal';
  }
}

export const notFound = (): FlicketRefusal => new FlicketRefusal(404);
