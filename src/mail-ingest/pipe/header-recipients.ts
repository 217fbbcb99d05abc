/** Nearest to the envelope first: `To` says what the sender wrote, `Delivered-To` where the mail came. */
const RECIPIENT_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc', 'resent-to'];
const BETWEEN_ADDRESSES = /[\s<>,;:"()[\]\\]/;

/**
 * Every address that the headers of a mail name as a recipient, once, those nearest to the envelope first. Made to be
 * looked up among ours, so whatever looks like an address will do. `head` is the beginning of a raw mail.
 */
export function headerRecipients(head: string): string[] {
  const found = new Map<string, string[]>(RECIPIENT_HEADERS.map((name) => [name, []]));
  for (const line of headerLines(head)) {
    const end = line.indexOf(':');
    const words = line.slice(end + 1).split(BETWEEN_ADDRESSES);
    found
      .get(line.slice(0, end).trim().toLowerCase())
      ?.push(...words.filter((word) => /^[^@]+@[^@]+$/.test(word)));
  }
  return [...new Set([...found.values()].flat())];
}

/** Unfolded; the first empty line ends them. */
function headerLines(head: string): string[] {
  const [headers = ''] = head.replace(/^From [^\n]*\n/, '').split(/\r?\n\r?\n/, 1);
  return headers.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
}
