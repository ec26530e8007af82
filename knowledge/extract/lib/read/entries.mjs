// The entry points of a package, from its package.json: name -> declaration file and code file.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Entry
 * @property {string} types the declaration file, absolute
 * @property {string | undefined} code the code file, absolute
 */

/** What an importing TypeScript project on Node sees. */
const CONDITIONS = ['node', 'import', 'default'];

/** @param {any} target @param {string[]} conditions @returns {string | undefined} */
function resolve(target, conditions) {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return target.map((each) => resolve(each, conditions)).find(Boolean);
  if (target === null || typeof target !== 'object') return undefined;
  for (const [condition, nested] of Object.entries(target)) {
    const found = conditions.includes(condition) ? resolve(nested, conditions) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The declaration file beside a code file. @param {string | undefined} code */
const declared = (code) => code?.replace(/\.([cm]?)js$/, '.d.$1ts');

/**
 * @param {string} root the unpacked package
 * @param {any} manifest its package.json
 * @returns {Map<string, Entry>}
 */
export function entries(root, manifest) {
  /** @type {Map<string, Entry>} */
  const found = new Map();
  /** @param {string} name @param {(string | undefined)[]} types @param {string | undefined} code */
  const add = (name, types, code) => {
    const file = types.flatMap((each) => (each ? [join(root, each)] : [])).find((each) => existsSync(each));
    if (!file) return;
    const script = code ? join(root, code) : undefined;
    found.set(name, { types: file, code: script && existsSync(script) ? script : undefined });
  };
  const { exports } = manifest;
  if (exports === undefined) {
    const types = manifest.types ?? manifest.typings;
    add('.', [types, types && `${types}.d.ts`, declared(manifest.main)], manifest.main ?? 'index.js');
    return found;
  }
  const map = typeof exports === 'string' || !Object.keys(exports).some((key) => key.startsWith('.')) ? { '.': exports } : exports;
  for (const [name, target] of Object.entries(map)) {
    if (name.includes('*') || name.endsWith('.json')) continue;
    const code = resolve(target, CONDITIONS);
    add(name, [resolve(target, ['types', ...CONDITIONS])?.replace(/^(.*(?<!\.d)\.[cm]?js)$/, (file) => declared(file) ?? file), declared(code)], code);
  }
  return found;
}
