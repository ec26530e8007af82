// Small packages made by hand, laid out in a folder of their own for the time of a test.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTimeline } from '../lib/merge/timeline.mjs';
import { writeTimeline } from '../lib/merge/write.mjs';
import { readVersion } from '../lib/read/version.mjs';

/**
 * Reads a package made of these files.
 * @param {Record<string, string>} files by path; package.json has a plain one by default
 * @param {Record<string, Record<string, string>>} [others] packages beside it, by name
 */
export function read(files, others = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'extract-')));
  try {
    const folders = new Map(Object.keys(others).map((name, index) => [name, join(root, `beside-${index}`)]));
    for (const [name, text] of Object.entries(others)) {
      for (const [path, each] of Object.entries({ 'package.json': '{ "types": "index.d.ts" }', ...text })) write(join(folders.get(name) ?? '', path), each);
    }
    const all = { 'package.json': '{ "main": "lib/index.js", "types": "lib/index.d.ts", "engines": { "node": ">=20" } }', ...files };
    for (const [path, text] of Object.entries(all)) write(join(root, path), text);
    return readVersion(root, folders);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Reads a package of one declaration file. @param {string} declarations @param {string} [code] */
export function readText(declarations, code = '') {
  return read({ 'lib/index.d.ts': declarations, 'lib/index.js': code });
}

/** One declaration of it, with references as plain names. @param {ReturnType<typeof readVersion>} api @param {string} name */
export function declaration(api, name) {
  const found = Object.values(api.decls).find((each) => each.name === name);
  return found && JSON.parse(plain(JSON.stringify(found)));
}

/** @param {string} text */
export const plain = (text) => text.replace(/⟦[^⟧]*#([^⟧]*)⟧/g, '$1').replace(/⟪([^⟫]*)⟫/g, '$1');

/**
 * `api.json` of a package over versions, read back, with types in place of their indices.
 * @param {Record<string, ReturnType<typeof readVersion>>} versions in order
 */
export function timeline(versions) {
  const text = writeTimeline(createTimeline('fixture', Object.keys(versions), Object.values(versions)));
  const { types } = JSON.parse(text);
  return { text, types, ...JSON.parse(text, (key, value) => (key === 't' ? types[value] : value)) };
}
