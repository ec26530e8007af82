// Where a declaration stood in the sources of the package: the identity that bundling does not take away.

/** Regions of a bundled file: [offset, path], ascending. @param {string} text */
function regions(text) {
  return [...text.matchAll(/^\/\/#region (.+)$/gm)].map((m) => [m.index, m[1]]);
}

const known = new WeakMap();

/** `src/mfa/mfa.d.ts` and `lib/mfa/mfa.d.ts` are `mfa/mfa`. @param {string} path */
const bare = (path) => path.replace(/^(\.\/)?(src|lib|dist)\//, '').replace(/^(esm|cjs|types)\//, '').replace(/(\.d)?\.[cm]?[jt]s$/, '');

/**
 * @param {import('typescript').SourceFile} file @param {number} offset @param {string} root the package's folder
 * @returns {string} without folder of the build and without ending
 */
export function sourcePath(file, offset, root) {
  let list = known.get(file);
  if (!list) known.set(file, (list = regions(file.text)));
  let found;
  for (const [start, path] of list) {
    if (start > offset) break;
    found = path;
  }
  return bare(found ?? file.fileName.slice(root.length + 1));
}
