// Reads the examples of the change tables.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Example
 * @property {string} id @property {number} index @property {string} name a file name without ending @property {string} ending
 * @property {string} package @property {string} old @property {string} new @property {string} proof
 * @property {string} before @property {string} [after] @property {string} [assert]
 */

/** What stands before an example that names no context of its own: of a package with a client, the client. @param {string} name @param {{ entries: object }} api */
export const defaultContext = (name, api) =>
  api.entries['.'].exports.WorkOS ? `import { WorkOS } from '${name}';\ndeclare const workos: WorkOS;\n` : '';

/** The ending of an example's file: components are written in packages that sit beside React. @param {{ peers?: { peers: object }[] }} api */
export const ending = (api) => (api.peers?.some(({ peers }) => 'react' in peers) ? 'tsx' : 'ts');

/** A package's timeline, beside its tables. @param {string} folder */
export const timeline = (folder) => JSON.parse(readFileSync(join(folder, '../api.json'), 'utf8'));

/** Packages with change tables: [name, folder]. @param {string} knowledge */
export function packages(knowledge) {
  const npm = join(knowledge, 'npm');
  const found = [];
  for (const first of readdirSync(npm)) {
    const names = first.startsWith('@') ? readdirSync(join(npm, first)).map((n) => `${first}/${n}`) : [first];
    for (const name of names) if (existsSync(join(npm, name, 'changes'))) found.push([name, join(npm, name, 'changes')]);
  }
  return found.sort();
}

/**
 * @param {string} knowledge the folder of the tables
 * @param {string[]} only package names; empty means all
 * @returns {Example[]}
 */
export function readExamples(knowledge, only) {
  const examples = [];
  for (const [name, folder] of packages(knowledge)) {
    if (only.length && !only.includes(name)) continue;
    const api = timeline(folder);
    for (const file of readdirSync(folder).filter((f) => f.endsWith('.json')).sort()) {
      for (const change of JSON.parse(readFileSync(join(folder, file), 'utf8')).changes) {
        (change.examples ?? []).forEach((example, index) => {
          const context = example.context ?? defaultContext(name, api);
          const module = (code) => (code === undefined ? undefined : `${context}${context && !context.endsWith('\n') ? '\n' : ''}${code}\n`);
          examples.push({
            ...example,
            id: change.id,
            index,
            name: `${change.id.replaceAll('/', '.')}.${index}`,
            ending: ending(api),
            package: name,
            before: module(example.before),
            after: module(example.after),
          });
        });
      }
    }
  }
  return examples;
}
