const MAX_CHARACTERS = 255;

/**
 * A content id as it is stored and compared: what stands between the `<` and `>` of the header. Null for one that
 * no image could name: empty, or longer than any program makes them.
 */
export function normalContentId(contentId: string | undefined): string | null {
  const [, id] = /^\s*<?([^<>\s]+)>?\s*$/.exec(contentId ?? '') ?? [];
  return id && id.length <= MAX_CHARACTERS ? id : null;
}
