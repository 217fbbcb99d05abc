import { ValidateBy } from 'class-validator';

/** HTTP or HTTPS; who signs in by the URL, or points into the page, is refused. */
export const IsWebhookUrl = (): PropertyDecorator =>
  ValidateBy({
    name: 'isWebhookUrl',
    validator: {
      validate: (value) => typeof value === 'string' && isWebhookUrl(value),
    },
  });

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text) || /[\s\p{Cc}]/u.test(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !hash;
}
