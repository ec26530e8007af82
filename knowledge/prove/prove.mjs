#!/usr/bin/env node
// Proves the examples of the change tables with the TypeScript compiler and the packages as they were published.
//
//   node prove.mjs [--server PATH] [--only ID] [PACKAGE…]
//
// For every example (CONTRACT §7): `before` is accepted by the old version, `after` by the new one, and
//   refused     the new compiler refuses `before`, on a range that workos-lsp reports at that version;
//   deprecated  the new declarations mark it as deprecated, on a range that workos-lsp reports;
//   silent      both accept `before`, and `assert` (statements put behind it) is accepted by the new version only;
//   project     shown by a spec instead; nothing to compile.
// And for every ```ts and ```tsx block of the docs: the newest version accepts it, or the one that it names (docs.mjs).
// It needs npm's client and, for the ranges, the built server (default: ../../target/{release,debug}/workos-lsp).

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { cacheDir, installedCopy } from './packages.mjs';
import { compile } from './compile.mjs';
import { RETURN, readBlocks } from './docs.mjs';
import { readExamples } from './tables.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string' }, only: { type: 'string' } },
});

/** @returns {string} */
function serverPath() {
  const candidates = values.server
    ? [resolve(values.server)]
    : ['release', 'debug'].map((profile) => join(here, '../../target', profile, 'workos-lsp'));
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error(`no server at ${candidates.join(' or ')}: build it first (cargo build)`);
  return found;
}

/**
 * What the server reports in the modules of a folder when a version is installed.
 * @param {string} dir @param {string} name @param {string} version
 * @returns {Map<string, { start: number[], end: number[], change: string | null, lineage: string[] }[]>}
 */
function reported(dir, name, version) {
  const out = execFileSync(
    serverPath(),
    ['check', '--format', 'json', '--fail-on', 'never', '--assume', `${name}=${version}`, '--to', `${name}=${version}`, '--knowledge', join(here, '..'), '.'],
    { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const byFile = new Map();
  for (const finding of JSON.parse(out).findings) {
    const list = byFile.get(finding.path) ?? [];
    list.push({
      start: [finding.start.line, finding.start.column],
      end: [finding.end.line, finding.end.column],
      change: finding.change,
      lineage: finding.lineage,
    });
    byFile.set(finding.path, list);
  }
  return byFile;
}

const before = (a, b) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const overlap = (a, b) => before(a.start, b.end) && before(b.start, a.end);
const show = (errors) => errors.map((e) => `${e.start.join(':')} TS${e.code} ${e.message}`).join('\n      ');

const examples = readExamples(join(here, '..'), positionals).filter((e) => !values.only || e.id === values.only);
const blocks = values.only ? [] : readBlocks(join(here, '..'), positionals);
if (examples.length === 0) {
  console.error('no example was found');
  process.exit(1);
}

const work = join(cacheDir(), 'prove-run');
rmSync(work, { recursive: true, force: true });

/** Modules to compile, by package and version: file name → text. @type {Map<string, Map<string, string>>} */
const modules = new Map();
function add(example, version, role, text) {
  put(`${example.package}@${version}`, `${example.name}.${role}.${example.ending}`, text);
}
function put(key, file, text) {
  const files = modules.get(key) ?? new Map();
  files.set(file, text);
  modules.set(key, files);
}
for (const example of examples) {
  if (example.proof === 'project') continue;
  add(example, example.old, 'before', example.before);
  add(example, example.new, 'before', example.before);
  if (example.after !== undefined) add(example, example.new, 'after', example.after);
  if (example.assert) {
    add(example, example.old, 'assert', `${example.before}\n${example.assert}`);
    add(example, example.new, 'assert', `${example.before}\n${example.assert}`);
  }
}
for (const block of blocks) put(`${block.package}@${block.version}`, block.name, block.text);

const results = new Map();
const reports = new Map();
for (const [key, files] of [...modules].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const at = key.lastIndexOf('@');
  const [name, version] = [key.slice(0, at), key.slice(at + 1)];
  const dir = join(work, key.replaceAll('/', '+'));
  mkdirSync(dir, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(dir, file), text);
  writeFileSync(join(dir, 'tsconfig.json'), '{ "compilerOptions": { "strict": true } }\n');
  results.set(key, compile(dir, [...files.keys()], name, installedCopy(name, version)));
  reports.set(key, reported(dir, name, version));
}

let failed = 0;
for (const example of examples) {
  const faults = [];
  const at = (version, role) => results.get(`${example.package}@${version}`).get(`${example.name}.${role}.${example.ending}`);
  if (example.proof !== 'project') {
    const old = at(example.old, 'before');
    if (old.errors.length) faults.push(`before is refused by ${example.old}:\n      ${show(old.errors)}`);
    const after = example.after === undefined ? undefined : at(example.new, 'after');
    if (after?.errors.length) faults.push(`after is refused by ${example.new}:\n      ${show(after.errors)}`);
    const now = at(example.new, 'before');
    const found = (reports.get(`${example.package}@${example.new}`).get(`${example.name}.before.${example.ending}`) ?? []).filter(
      (f) => f.change === example.id || f.lineage.includes(example.id),
    );
    const marks = { refused: now.errors, deprecated: now.deprecated }[example.proof];
    if (marks) {
      const what = example.proof === 'refused' ? 'refuses' : 'marks';
      if (marks.length === 0) faults.push(`${example.new} ${what} nothing in before`);
      else if (!marks.some((mark) => found.some((f) => overlap(mark, f)))) {
        faults.push(
          `${example.new} ${what} it at\n      ${show(marks)}\n    but workos-lsp reports ${example.id} at ${found.map((f) => f.start.join(':')).join(', ') || 'no place'}`,
        );
      }
    } else if (example.proof === 'silent') {
      if (now.errors.length) faults.push(`before is refused by ${example.new}, so it is not silent:\n      ${show(now.errors)}`);
      if (!example.assert) faults.push('a silent example needs an `assert`');
      else {
        const { errors } = at(example.new, 'assert');
        if (errors.length) faults.push(`the assertion is refused by ${example.new}:\n      ${show(errors)}`);
        if (!at(example.old, 'assert').errors.length) faults.push(`the assertion is accepted by ${example.old}`);
      }
    } else faults.push(`unknown proof ${example.proof}`);
  }
  if (faults.length) {
    failed += 1;
    console.log(`FAIL ${example.id} example ${example.index + 1} (${example.old} -> ${example.new}, ${example.proof})`);
    for (const fault of faults) console.log(`    ${fault}`);
  }
}
for (const block of blocks) {
  const { errors: all } = results.get(`${block.package}@${block.version}`).get(block.name);
  const errors = all.filter((error) => error.code !== RETURN);
  if (errors.length === 0) continue;
  failed += 1;
  console.log(`FAIL docs/${block.page} (${block.version})\n    is refused:\n      ${show(errors)}`);
}
const kinds = [...new Set(examples.map((e) => e.proof))].sort();
const counts = kinds.map((kind) => `${examples.filter((e) => e.proof === kind).length} ${kind}`);
console.log(`examples by proof: ${counts.join(', ')}; ${blocks.length} in docs; ${modules.size} package versions`);
console.log(`${examples.length + blocks.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
