/** Where what a user said, or did to words, names them: the columns that say of what kind they are, and who. */
export const wordsOfUser = [
  { table: 'messages', kind: 'authorKind', id: 'authorId', name: 'authorName' },
  { table: 'message_versions', kind: 'replacedByKind', id: 'replacedById', name: 'replacedByName' },
] as const;
