import { escapeHtml } from './html.js';

/** Whether images from elsewhere are fetched by who reads: the fetch tells their sender that, when and where it was. */
export const REMOTE_IMAGES = ['block', 'show'] as const;
export type RemoteImages = (typeof REMOTE_IMAGES)[number];

/** What one image stands for, for a reader. */
interface Sources {
  /** The address of the image that came with the message under this content id. */
  urlOf: (contentId: string) => string | undefined;
  remoteImages: RemoteImages;
}

/** In sanitised HTML `<` stands for nothing but a tag, and `"` ends an attribute. */
const IMAGE = /<img [^<>]*>/g;
const SOURCE = / src="([^"]*)"/;

/**
 * Gives the images of sanitised HTML their sources. Those that came with the message (`cid:…`) are shown, unknown ones
 * lose their source, images within the text stay. All others are remote and counted; blocked, their address stands in
 * `data-remote-src`, from where a screen puts it back when its reader says so.
 */
export function withImageSources(
  html: string,
  { urlOf, remoteImages: choice }: Sources,
): { html: string; remoteImages: number } {
  if (!html.includes('<img ')) return { html, remoteImages: 0 };
  let remoteImages = 0;
  const sourceOf = (source: string): string => {
    if (/^data:/i.test(source)) return ` src="${source}"`;
    if (/^cid:/i.test(source)) {
      const url = urlOf(contentIdIn(source));
      return url === undefined ? '' : ` src="${escapeHtml(url)}"`;
    }
    remoteImages += 1;
    return choice === 'show' ? ` src="${source}"` : ` data-remote-src="${source}"`;
  };
  const shown = html.replace(IMAGE, (image) =>
    image.replace(SOURCE, (_, source: string) => sourceOf(source)),
  );
  return { html: shown, remoteImages };
}

/** As anybody writes it, before it is sanitised. */
const CID_SOURCE = /src\s*=\s*(?:"(cid:[^"<>]*)"|'(cid:[^'<>]*)'|(cid:[^\s"'<>]*))/gi;

/** The content ids that HTML shows as images. */
export const contentIdsIn = (html: string): Set<string> =>
  new Set([...html.matchAll(CID_SOURCE)].map(([, a, b, c]) => contentIdIn((a ?? b ?? c)!)));

const ESCAPED: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** Of `cid:…` (RFC 2392: percent-encoded) as it stands in an attribute. */
function contentIdIn(source: string): string {
  const id = source.slice('cid:'.length).replace(/&(lt|gt|quot|amp);/g, (escape) => ESCAPED[escape]!);
  try {
    return decodeURIComponent(id);
  } catch {
    // Not encoded, as some programs write it.
    return id;
  }
}
