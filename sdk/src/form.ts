/** Whether a body has files, and so has to travel as a form. */
export const hasFiles = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' &&
  body !== null &&
  Object.values(body)
    .flat()
    .some((value) => value instanceof Blob);

/** The fields of a body as a form; those of an object in it are named `requester[email]`. */
export function toForm(body: Record<string, unknown>): FormData {
  const form = new FormData();
  const append = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (value instanceof Blob) form.append(name, value);
    else if (value instanceof Date) form.append(name, value.toISOString());
    else if (Array.isArray(value)) value.forEach((one) => append(name, one));
    else if (typeof value === 'object')
      Object.entries(value).forEach(([field, one]) => append(`${name}[${field}]`, one));
    else form.append(name, String(value));
  };
  Object.entries(body).forEach(([name, value]) => append(name, value));
  return form;
}
