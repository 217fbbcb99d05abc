/** A refusal in the words of Django REST Framework: `{"detail": …}`. */
export class DrfRefusal extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 405 | 406 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'DrfRefusal';
  }
}

/** Whoever asks is not known: 403, or 401 with a challenge, by `DJANGO_AUTH_STATUS`. */
export class DrfNotAuthenticated extends Error {
  constructor(message: string = 'Authentication credentials were not provided.') {
    super(message);
    this.name = 'DrfNotAuthenticated';
  }
}

/** By field what is wrong with it: a list of sentences, or for a list of files those by its index. */
export type DrfFaults = Record<string, string[] | Record<string, string[]>>;

/** A form with faults, field by field. */
export class DrfInvalid extends Error {
  constructor(readonly faults: DrfFaults) {
    super('Invalid input.');
    this.name = 'DrfInvalid';
  }
}

/** There is no such page of documentation, list or thing: Django's own page, as HTML. */
export class NoSuchPath extends Error {}

export const denied = (): DrfRefusal =>
  new DrfRefusal(403, 'You do not have permission to perform this action.');
export const notFound = (model?: 'Ticket' | 'FollowUp' | 'FollowUpAttachment'): DrfRefusal =>
  new DrfRefusal(404, model ? `No ${model} matches the given query.` : 'Not found.');
