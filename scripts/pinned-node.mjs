import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The Node that npm installed for this platform; where it has none (macOS), the one that runs this script. */
function pinnedNode() {
  const windows = process.platform === 'win32';
  const platform = windows ? 'win' : process.platform;
  try {
    const file = `node-${platform}-${process.arch}/bin/${windows ? 'node.exe' : 'node'}`;
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return process.execPath;
  }
}

export const NODE = pinnedNode();

/** The environment npm gives its scripts, also when a script is started by hand: our tools and our Node come first. */
export const ENVIRONMENT = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
};

/** The JavaScript behind a command of a package: started by our Node, without a shell, alike on every platform. */
export const scriptOf = (path) => join(ROOT, 'node_modules', path);
