import type { Answer } from '../native/client.js';

/** An id of the least numbers is one that most likely exists; others stay as they are: they are wrong on purpose. */
const PLAIN = /^(\/api\/v1\/([a-z-]+)\/)([1-8])\b/;

/** What there is, as the answers have told: so that a request for something mostly finds it. */
export class Living {
  private readonly ids = new Map<string, number[]>();

  /** The path, for one that lives where it names a plain id. */
  aim(path: string): string {
    return path.replace(PLAIN, (whole, place: string, resource: string, id: string) => {
      const known = this.ids.get(resource) ?? [];
      return known.length ? `${place}${known.at(-(Number(id) % known.length || known.length))}` : whole;
    });
  }

  learn(method: string, path: string, { status, body }: Answer): void {
    const [, resource, id] = /^\/api\/v1\/([a-z-]+)(?:\/(\d+))?(?:$|\?)/.exec(path) ?? [];
    if (!resource || (status >= 300 && status !== 404)) return;
    const known = this.ids.get(resource) ?? [];
    const isGone = id !== undefined && (status === 404 || method === 'DELETE');
    const found = isGone ? [] : [...(body?.items ?? []), body].flatMap((one) => one?.id ?? []);
    const rest = isGone ? known.filter((one) => one !== Number(id)) : known;
    this.ids.set(resource, [...new Set([...rest, ...found])]);
  }
}
