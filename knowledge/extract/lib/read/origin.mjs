// Where a declaration comes from: the source path and the name that stay the same from version to version,
// whatever the bundler called the chunk and its local names.

import { relative, sep } from 'node:path';
import ts from 'typescript';

/** Regions of a bundled file by start. @type {WeakMap<ts.SourceFile, { start: number, path: string }[]>} */
const regions = new WeakMap();

/** A name without the bundler's suffix (`Factor$1`). @param {string} name */
export function plainName(name) {
  return name.replace(/\$\d+$/, '');
}

/** @param {ts.SourceFile} file */
function regionsOf(file) {
  let list = regions.get(file);
  if (!list) {
    list = [...file.text.matchAll(/^\/\/#(?:region (.+)|endregion)\s*$/gm)].map((match) => ({ start: match.index, path: match[1] ?? '' }));
    regions.set(file, list);
  }
  return list;
}

/**
 * The path of the source file that a place of a declaration or code file was built from, without extension:
 * the bundler's region comment, else the file's own path below the build folder.
 * @param {ts.SourceFile} file @param {number} position @param {string} root the unpacked package
 */
export function sourcePath(file, position, root) {
  const region = regionsOf(file).findLast((each) => each.start <= position)?.path;
  if (region) return withoutExtension(region);
  const path = relative(root, file.fileName).split(sep).join('/');
  return withoutExtension(path.replace(/^(lib|dist|build)\/((esm|cjs|types)\/)?/, 'src/'));
}

/** @param {string} path */
function withoutExtension(path) {
  return path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
}

/** The package whose code was bundled in, if a source path says so. @param {string} path @returns {string | undefined} */
export function bundledPackage(path) {
  const at = path.lastIndexOf('node_modules/');
  if (at < 0) return undefined;
  const [first = '', second] = path.slice(at + 'node_modules/'.length).split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return name.startsWith('@types/') ? name.slice('@types/'.length) : name;
}
