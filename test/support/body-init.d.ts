/** The client in sdk/ is written for browsers too; of their names this is the one that Node's types lack. */
type BodyInit = NonNullable<RequestInit['body']>;
