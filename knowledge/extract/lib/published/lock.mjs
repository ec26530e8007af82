// `versions.lock`: which versions a timeline is made of, and the integrity of each.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import semver from 'semver';
import ts from 'typescript';
import { publishedIntegrity, publishedVersions } from './npm.mjs';

/**
 * @typedef {object} Lock
 * @property {string} package
 * @property {string} typescript
 * @property {import('./npm.mjs').Locked[]} versions in order
 * @typedef {{ from: string, below?: string, client?: string, types?: string[] }} Range
 */

/** The line of compilers that the timelines are made with. */
export const TYPESCRIPT = `${ts.versionMajorMinor}.x`;

/** @param {string} file @returns {Lock} */
export function readLock(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing: run with --update once`);
  /** @type {Lock} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  if (lock.typescript !== TYPESCRIPT) throw new Error(`${file} wants TypeScript ${lock.typescript}, installed is ${ts.version}`);
  return lock;
}

/**
 * Adds the versions in range that were published since. What is locked stays as it is.
 * @param {string} file @param {string} name @param {Range} range
 */
export function updateLock(file, name, { from, below }) {
  const old = existsSync(file) ? readLock(file).versions : [];
  const known = new Set(old.map(({ version }) => version));
  const inRange = publishedVersions(name).filter((version) => semver.gte(version, from) && (!below || semver.lt(version, below)));
  const added = inRange.filter((version) => !known.has(version)).map((version) => publishedIntegrity(name, version));
  const versions = [...old, ...added].sort((a, b) => semver.compare(a.version, b.version));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, writeLock({ package: name, typescript: TYPESCRIPT, versions }));
  return added.map(({ version }) => version);
}

/** One version per line. @param {Lock} lock */
function writeLock(lock) {
  const lines = lock.versions.map((each) => `    ${JSON.stringify(each)}`);
  return `{\n  "package": ${JSON.stringify(lock.package)},\n  "typescript": ${JSON.stringify(lock.typescript)},\n  "versions": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
