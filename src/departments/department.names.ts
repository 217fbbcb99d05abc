/** Whether one of these has the name, in whatever case. */
export const hasName = (known: readonly { name: string }[], name: string): boolean =>
  known.some((one) => one.name.toLowerCase() === name.toLowerCase());
