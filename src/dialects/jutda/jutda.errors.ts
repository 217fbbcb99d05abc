/** A refusal in Jutda's words, as plain text. */
export class JutdaRefusal extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 405,
    message: string,
  ) {
    super(message);
    this.name = 'JutdaRefusal';
  }
}

export const REQUIRED = 'This field is required.';
export const choice = (value: string): string =>
  `Select a valid choice. ${value} is not one of the available choices.`;

/** Faults of a form as Django prints them: the field, and below it each of its messages. */
export class JutdaFormRefusal extends JutdaRefusal {
  constructor(faults: readonly (readonly [field: string, message: string])[]) {
    super(400, faults.map(([field, message]) => `* ${field}\n  * ${message}`).join('\n'));
  }
}
