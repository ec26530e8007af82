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
 */
export function read(files) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'extract-')));
  try {
    const all = { 'package.json': '{ "main": "lib/index.js", "types": "lib/index.d.ts", "engines": { "node": ">=20" } }', ...files };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readVersion(root);
  } finally {
    rmSync(root, { recursive: true });
  }
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
