/** A refusal in HelpDeskZ's words: 400 for tokens, addresses, permissions and wrong verbs, 200 for everything else. */
export class HelpdeskzRefusal extends Error {
  constructor(
    message: string,
    readonly status: 200 | 400 = 200,
  ) {
    super(message);
    this.name = 'HelpdeskzRefusal';
  }
}

/** An action that HelpDeskZ routes but never built. It answers 501 in a shape of its own. */
export class HelpdeskzActionMissing extends Error {
  constructor(readonly action: string) {
    super(`"${action}" action not implemented.`);
    this.name = 'HelpdeskzActionMissing';
  }
}

/** What HelpDeskZ says when a verb does not fit the path: an untranslated key, which clients may compare with. */
export const wrongVerb = (): HelpdeskzRefusal => new HelpdeskzRefusal('Api.error.authentications', 400);
