// The cache: a folder outside the repository, safe to delete.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The cache: `WORKOS_LSP_CACHE`, or a folder in the user's own cache. */
export function cacheDir() {
  return process.env.WORKOS_LSP_CACHE ?? join(homedir(), '.cache', 'workos-lsp');
}

/** A package's name as a file name. @param {string} name */
export const fileName = (name) => name.replaceAll('/', '+');

/** @param {string[]} parts */
export function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 24);
}

/**
 * What was computed before from the same input, else computed now.
 * @template T @param {string} folder @param {string} key @param {() => T} compute @returns {T}
 */
export function remembered(folder, key, compute) {
  const file = join(cacheDir(), folder, `${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const value = compute();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(value));
  renameSync(`${file}.${process.pid}`, file);
  return value;
}
