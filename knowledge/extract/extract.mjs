#!/usr/bin/env node
// Makes the timelines of the covered npm packages from what was published.
//
//   node extract.mjs [PACKAGE…]            rebuild api.json from versions.lock
//   node extract.mjs --check [PACKAGE…]    fail if it would differ
//   node extract.mjs --update [PACKAGE…]   first extend versions.lock by what was published since

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';

import { render, timeline } from './merge.mjs';
import { intermediate, publishedVersions, unpacked } from './published.mjs';
import { surface } from './surface.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, update: { type: 'boolean', default: false } },
});
const ranges = JSON.parse(readFileSync(join(here, 'packages.json'), 'utf8'));
const names = positionals.length ? positionals : Object.keys(ranges);

/** What surfaces depend on besides the package: this program and its compiler. */
const program = createHash('sha256');
for (const file of readdirSync(here).filter((f) => f.endsWith('.mjs')).sort()) program.update(readFileSync(join(here, file)));
const programHash = program.update(ts.version).digest('hex').slice(0, 16);

function surfaceOf(name, { version, integrity }) {
  const kept = intermediate(`${createHash('sha256').update(`${name} ${version} ${integrity} ${programHash}`).digest('hex').slice(0, 32)}`);
  const { dir } = unpacked(name, version, integrity);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const made = surface(dir, name);
  writeFileSync(kept, JSON.stringify(made));
  return JSON.parse(readFileSync(kept, 'utf8'));
}

let differs = false;
for (const name of names) {
  if (!ranges[name]) throw new Error(`${name} is not in packages.json`);
  const folder = join(here, '..', 'npm', name);
  const lockFile = join(folder, 'versions.lock');
  const apiFile = join(folder, 'api.json');
  mkdirSync(folder, { recursive: true });
  const lock = existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')) : { package: name, typescript: ts.version, versions: [] };
  if (values.update) {
    const known = new Map(lock.versions.map((v) => [v.version, v]));
    lock.typescript = ts.version;
    lock.versions = publishedVersions(name, ranges[name].range).map((version) => known.get(version) ?? { version, integrity: unpacked(name, version).integrity });
    const rows = lock.versions.map((v) => `    ${JSON.stringify(v)}`).join(',\n');
    writeFileSync(lockFile, `{\n  "package": ${JSON.stringify(name)},\n  "typescript": ${JSON.stringify(lock.typescript)},\n  "versions": [\n${rows}\n  ]\n}\n`);
  }
  if (lock.typescript !== ts.version) throw new Error(`${name}: the lock was made with typescript ${lock.typescript}, this is ${ts.version}`);
  const surfaces = lock.versions.map((v) => surfaceOf(name, v));
  const text = render(timeline({ ecosystem: 'npm', name, versions: lock.versions.map((v) => v.version), surfaces }));
  const before = existsSync(apiFile) ? readFileSync(apiFile, 'utf8') : '';
  if (values.check && before !== text) {
    differs = true;
    console.error(`${name}: api.json differs from what the lock gives`);
  } else if (!values.check) writeFileSync(apiFile, text);
  console.log(`${name}: ${lock.versions.length} versions, ${Math.round(text.length / 1024)} KB${before === text ? ', unchanged' : ''}`);
}
process.exit(differs ? 1 : 0);
