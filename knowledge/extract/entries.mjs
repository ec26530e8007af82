// The entry points of an unpacked package, and the declaration file of each.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DECLARATION = [
  [/\.mjs$/, '.d.mts'],
  [/\.cjs$/, '.d.cts'],
  [/\.js$/, '.d.ts'],
];

/** The declaration file that belongs to a target of `exports`. */
function declarationOf(dir, target) {
  if (/\.d\.[cm]?ts$/.test(target)) return existsSync(join(dir, target)) ? join(dir, target) : undefined;
  for (const [ending, declaration] of DECLARATION) {
    const path = join(dir, target.replace(ending, declaration));
    if (ending.test(target) && existsSync(path)) return path;
  }
  return undefined;
}

/** The first declaration under a target: `types` first, then what Node would take. */
function pick(dir, target) {
  if (typeof target === 'string') return declarationOf(dir, target);
  if (target === null || typeof target !== 'object') return undefined;
  for (const condition of ['types', 'import', 'require', 'node', 'default']) {
    const found = condition in target ? pick(dir, target[condition]) : undefined;
    if (found) return found;
  }
  return undefined;
}

/**
 * @param {string} dir the unpacked package
 * @returns {{ manifest: any, entries: [string, string][] }} entry name and absolute declaration file
 */
export function entryPoints(dir) {
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const { exports: map } = manifest;
  const entries = [];
  if (map && typeof map === 'object') {
    const named = Object.keys(map).some((key) => key.startsWith('.')) ? map : { '.': map };
    for (const [name, target] of Object.entries(named)) {
      if (name.includes('*') || name.endsWith('.json')) continue;
      const file = pick(dir, target);
      if (file) entries.push([name, file]);
    }
  } else {
    const main = manifest.types ?? manifest.typings ?? manifest.main ?? 'index.js';
    const file = declarationOf(dir, main) ?? declarationOf(dir, `${main}.js`) ?? declarationOf(dir, join(main, 'index.js'));
    if (file) entries.push(['.', file]);
  }
  return { manifest, entries: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
}
