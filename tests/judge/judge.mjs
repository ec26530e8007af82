#!/usr/bin/env node
// Judges workos-lsp by the TypeScript compiler: an app, type-checked against two versions of a package.
//
//   node judge.mjs APP --to 11.0.0 [--package @workos-inc/node] [--from 8.13.0] [--project tsconfig.json]…
//                  [--server PATH] [--allow N] [--fresh] [--json]
//
// The app is copied and its dependencies are installed there, without scripts. What the compiler refuses with the new
// version and did not with the old one, and what it marks as deprecated with the new one, is compared, line by line,
// with what `check --to` reports; then `fix --to` runs on the copy, and the compiler looks again. Ends with 1 if more
// than N errors and marks (none, unless told) are not reported, if a finding has no label, if an error that had a safe
// fix is left, if fixing adds one, or if a second run changes something.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { prepare, restore, swappable } from './app.mjs';
import { causes, deprecations, errors } from './compile.mjs';
import { marks } from './marks.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string', default: '@workos-inc/node' },
    from: { type: 'string' },
    to: { type: 'string' },
    project: { type: 'string', multiple: true, default: [] },
    server: { type: 'string' },
    allow: { type: 'string', default: '0' },
    fresh: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
if (positionals.length !== 1 || !values.to) {
  console.error('usage: judge.mjs APP --to VERSION [--package NAME] [--from VERSION] [--project TSCONFIG]… [--server PATH] [--allow N] [--fresh] [--json]');
  process.exit(2);
}
const server = resolve(values.server ?? ['release', 'debug'].map((p) => join(here, '../../target', p, 'workos-lsp')).find(existsSync) ?? 'workos-lsp');

const { from: source, app } = prepare(positionals[0], values.fresh);
const copy = swappable(app, values.package);
const from = values.from ?? copy.version();
if (!from) {
  console.log(`${positionals[0]}: ${values.package} is not a dependency`);
  process.exit(0);
}
const useOld = () => (from === copy.version() ? undefined : copy.swap(from));

function run(...args) {
  const started = performance.now();
  const out = spawnSync(server, args, { cwd: app, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (out.status === null || out.status > 1) throw new Error(`${args.join(' ')} failed: ${out.stderr}`);
  return { out: out.stdout, took: Math.round(performance.now() - started) };
}
const to = ['--fail-on', 'never', '--to', `${values.package}=${values.to}`];
/** What is said of the package that is judged. */
function check(...more) {
  const { out, took } = run('check', '--format', 'json', ...more, '.');
  return { findings: JSON.parse(out).findings.filter((f) => f.package === values.package), took };
}

useOld();
const before = errors(app, values.project, values.package);
const today = check('--fail-on', 'never');
const report = check(...to);
const marked = marks(app, values.project, report.findings.filter((f) => f.state === 'deprecated' && !f.change));

copy.swap(values.to);
const placeOf = (e) => `${e.path}:${e.line}:${e.code}`;
const known = new Set(before.map(placeOf));
const isNew = (e) => !known.has(placeOf(e));
const refused = causes(errors(app, values.project, values.package).filter(isNew));
const deprecated = deprecations(app, values.project, values.package);
const upcomingMarks = marks(app, values.project, report.findings.filter((f) => f.state === 'upcoming' && !f.change));

const covers = (f, e) => f.path === e.path && f.start.line <= e.line && e.line <= f.end.line;
const of = (group) => [group.error, ...group.follow];
const at = (group) => report.findings.filter((f) => of(group).some((e) => covers(f, e)));
const missed = refused.filter((group) => at(group).length === 0);
const unmarked = deprecated.filter((e) => !report.findings.some((f) => covers(f, e)));
const isSeen = (f) => refused.some((group) => of(group).some((e) => covers(f, e))) || deprecated.some((e) => covers(f, e));
const extra = report.findings.filter((f) => !isSeen(f)).map((finding) => ({ finding, label: label(finding) }));
const unlabelled = extra.filter((one) => !one.label);
const unhealthy = today.findings.filter((f) => ['removed', 'not-yet', 'deprecated', 'misuse'].includes(f.state));

/** Why a finding is right that the compiler does not share: a mark in the declarations, or an entry with its source. */
function label(finding) {
  if (marked.has(finding) || upcomingMarks.has(finding)) return 'marked deprecated in the declarations';
  if (finding.change) return `${finding.change}${finding.reference ? ` (${finding.reference})` : ''}`;
  return undefined;
}

const fixable = refused.filter((group) => at(group).some((f) => f.fixes.some((fix) => fix.applicability === 'safe')));
copy.putBack();
useOld();
run('fix', ...to, '.');
const texts = () => [...new Set([...report.findings, ...refused.map((group) => group.error)].map((e) => e.path))].filter((path) => existsSync(join(app, path))).map((path) => readFileSync(join(app, path), 'utf8')).join('\0');
const once = texts();
run('fix', ...to, '.');
const steady = once === texts();
copy.swap(values.to);
const afterFix = errors(app, values.project, values.package).filter(isNew);
copy.putBack();
restore(source, app);
const sameFault = (a, b) => a.path === b.path && a.code === b.code && a.message === b.message;
const all = refused.flatMap(of);
const left = afterFix.filter((e) => fixable.some((group) => of(group).some((f) => sameFault(e, f))) && !all.some((r) => sameFault(e, r) && !fixable.some((group) => of(group).includes(r))));
const added = afterFix.filter((e) => !all.some((r) => sameFault(e, r)));

const errorLine = (e) => `${e.path}:${e.line}:${e.column} TS${e.code} ${e.message}`;
const findingLine = (f) => `${f.path}:${f.start.line}:${f.start.column} ${f.state} ${f.message}`;
const show = (title, list, line) => {
  console.log(`${title}: ${list.length}`);
  for (const one of list) console.log(`  ${line(one)}`);
};
if (values.json) {
  console.log(JSON.stringify({ app: positionals[0], from, to: values.to, before: before.length, refused, missed, deprecated, unmarked, extra, unhealthy, left, added, steady, took: report.took }, null, 1));
} else {
  console.log(`${positionals[0]}: ${values.package} ${from} -> ${values.to}`);
  console.log(`errors with the old version: ${before.length}; newly refused: ${refused.length}; marked as deprecated: ${deprecated.length}; findings: ${report.findings.length}; check took ${report.took} ms`);
  show('refused and reported', refused.filter((group) => !missed.includes(group)), (group) => `${errorLine(group.error)}${group.follow.map((e) => `\n    follows: ${errorLine(e)}`).join('')}`);
  show('refused but not reported', missed, (group) => `${errorLine(group.error)}${group.follow.map((e) => `\n    follows: ${errorLine(e)}`).join('')}`);
  show('marked as deprecated and reported', deprecated.filter((e) => !unmarked.includes(e)), errorLine);
  show('marked as deprecated but not reported', unmarked, errorLine);
  show('reported, not refused or marked', extra, ({ finding, label }) => `${findingLine(finding)}\n    ${label ?? 'NO LABEL'}`);
  show('reported at the installed version', unhealthy, findingLine);
  show('refused, safe fix, left after fix', left, errorLine);
  show('added by fix', added, errorLine);
  console.log(`a second fix changes ${steady ? 'nothing' : 'something'}`);
}
process.exit(missed.length + unmarked.length > Number(values.allow) || unlabelled.length || left.length || added.length || !steady ? 1 : 0);
