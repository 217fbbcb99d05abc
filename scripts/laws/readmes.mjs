import { fault } from './source-tree.mjs';

export const sentence = 'Every top folder, every room and every dialect has a README of a few lines.';

/** Folder -> why it may do without. */
export const exceptions = {};

const LINES = { least: 3, most: 40 };

export function check(tree) {
  return tree.folders.filter(needsReadme).flatMap((folder) => {
    const readme = `${folder}/README.md`;
    if (!tree.exists(readme)) return [fault(folder, null, 'has no README.md')];
    const lines = tree.text(readme).trimEnd().split('\n').length;
    // A dialect's README is the contract it keeps: as long as the contract is.
    const most = folder.startsWith('src/dialects/') ? Infinity : LINES.most;
    if (lines < LINES.least)
      return [fault(readme, null, `says too little: ${lines} lines, at least ${LINES.least}`)];
    return lines > most ? [fault(readme, null, `says too much: ${lines} lines, at most ${most}`)] : [];
  });
}

const needsReadme = (folder) => /^[^/]+$|^src\/[^/]+$|^src\/dialects\/[^/]+$/.test(folder);
