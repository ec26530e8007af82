// Compiles the code of the docs: every ```ts and ```tsx block of a page, against the newest known version or the one it names
// (```ts 8.13.0). `context:` in a page's head declares what its examples leave out; of a package with a client the
// import and `declare const workos: WorkOS` stand before it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultContext, packages, timeline } from './tables.mjs';

/** "A 'return' statement can only be used within a function body": a block is a piece of a handler, often its end. */
export const RETURN = 1108;

/**
 * @typedef {object} Block
 * @property {string} name a file name @property {string} page where it stands: page and line
 * @property {string} package @property {string} version @property {string} text a whole module
 */

/** Lines of a page's head. @param {string} text @param {string} key */
const head = (text, key) => text.match(/^---\n([^]*?)\n---/)?.[1].match(new RegExp(`^${key}: *(.*)$`, 'm'))?.[1] ?? '';

/**
 * @param {string} knowledge the folder of the tables
 * @param {string[]} only package names; empty means all
 * @returns {Block[]}
 */
export function readBlocks(knowledge, only) {
  const blocks = [];
  for (const [name, folder] of packages(knowledge)) {
    const docs = join(folder, '../docs');
    if ((only.length && !only.includes(name)) || !existsSync(docs)) continue;
    const api = timeline(folder);
    const known = api.versions.filter((version) => !version.includes('-'));
    const before = defaultContext(name, api).split('\n');
    for (const page of readdirSync(docs).filter((f) => f.endsWith('.md')).sort()) {
      const text = readFileSync(join(docs, page), 'utf8');
      const given = head(text, 'context');
      for (const match of text.matchAll(/^```(tsx?)(?: (\S+))?\n([^]*?)\n```$/gm)) {
        const [, language, version = known.at(-1), code] = match;
        const line = text.slice(0, match.index).split('\n').length;
        // What the block imports or declares itself does not stand before it.
        const own = [/^import .*\bWorkOS\b/m, /\bconst workos\b/].map((it) => it.test(code));
        const context = before.filter((_, index) => !own[index]).join('\n');
        blocks.push({
          name: `docs.${page}.${line}.${language}`,
          page: `${page}:${line}`,
          package: name,
          version,
          text: `${context}${given && JSON.parse(given)}\n${code}\nexport {};\n`,
        });
      }
    }
  }
  return blocks;
}
