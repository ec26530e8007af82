#!/usr/bin/env node
// Judges workos-lsp by the TypeScript compiler: an app, type-checked against two versions of a package.
//
//   node judge.mjs APP --package @workos-inc/node --from 7.82.0 --to 8.0.0 [--server PATH] [--json]
//
// The app is copied; its dependencies are installed by npm's client, without scripts. What the compiler refuses with
// the new version and did not with the old one is compared, line by line, with what `check --to` reports; then
// `fix --to` runs on the copy, and the compiler looks again. Ends with 1 if an error that had a safe fix is left, if
// fixing adds an error, or if a second run changes something; errors that are not reported are listed.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';

import { cacheDir } from '../../knowledge/prove/packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const ts = createRequire(new URL('../../knowledge/extract/package.json', import.meta.url))('typescript');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string', default: '@workos-inc/node' },
    from: { type: 'string' },
    to: { type: 'string' },
    server: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
if (positionals.length !== 1 || !values.from || !values.to) {
  console.error('usage: judge.mjs APP --package NAME --from VERSION --to VERSION [--server PATH] [--json]');
  process.exit(2);
}
const server = resolve(
  values.server ?? ['release', 'debug'].map((p) => join(here, '../../target', p, 'workos-lsp')).find(existsSync) ?? 'workos-lsp',
);

/** A copy of the app, sources only. */
const app = join(cacheDir(), 'judge', basename(resolve(positionals[0])));
rmSync(app, { recursive: true, force: true });
cpSync(positionals[0], app, {
  recursive: true,
  filter: (path) => !relative(positionals[0], path).split(sep).some((part) => part === 'node_modules' || part === '.git'),
});

function install(version) {
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', '--no-package-lock', '--loglevel=error', '--save-exact', `${values.package}@${version}`],
    { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

/** Errors of the app with what is installed: `path:line` with text. */
function errors() {
  const config = ts.findConfigFile(app, ts.sys.fileExists) ?? undefined;
  const parsed = config
    ? ts.getParsedCommandLineOfConfigFile(config, { noEmit: true, skipLibCheck: true, incremental: false }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} })
    : { fileNames: ts.sys.readDirectory(app, ['.ts', '.tsx'], ['node_modules']), options: { noEmit: true, strict: true, skipLibCheck: true } };
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  return ts
    .getPreEmitDiagnostics(program)
    .filter((d) => d.file && !d.file.fileName.includes('/node_modules/'))
    .map((d) => ({
      path: relative(app, d.file.fileName).split(sep).join('/'),
      line: d.file.getLineAndCharacterOfPosition(d.start).line + 1,
      endLine: d.file.getLineAndCharacterOfPosition(d.start + d.length).line + 1,
      code: d.code,
      message: ts.flattenDiagnosticMessageText(d.messageText, ' ').slice(0, 200),
    }));
}

const keyOf = (e) => `${e.path}:${e.line}:${e.code}:${e.message}`;

function run(...args) {
  const out = spawnSync(server, args, { cwd: app, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (out.status === null || out.status > 1) throw new Error(`${args.join(' ')} failed: ${out.stderr}`);
  return out.stdout;
}
const check = () => JSON.parse(run('check', '--format', 'json', '--fail-on', 'never', '--assume', `${values.package}=${values.from}`, '--to', `${values.package}=${values.to}`, '.'));

install(values.from);
const old = errors();
const known = new Set(old.map(keyOf));
const report = check();
install(values.to);
const refused = errors().filter((e) => !known.has(keyOf(e)));
const at = (e) => report.findings.filter((f) => f.path === e.path && f.start.line <= e.endLine && f.end.line >= e.line);
const missed = refused.filter((e) => at(e).length === 0);
const silent = report.findings.filter((f) => !refused.some((e) => e.path === f.path && f.start.line <= e.endLine && f.end.line >= e.line));

const fixable = refused.filter((e) => at(e).some((f) => f.fixes.some((fix) => fix.applicability === 'safe')));
const fixArgs = ['fix', '--fail-on', 'never', '--assume', `${values.package}=${values.from}`, '--to', `${values.package}=${values.to}`, '.'];
run(...fixArgs);
const afterFix = errors().filter((e) => !known.has(keyOf(e)));
const sameFault = (a, b) => a.path === b.path && a.code === b.code && a.message === b.message;
const left = afterFix.filter((e) => fixable.some((f) => sameFault(e, f)) && !refused.some((r) => sameFault(e, r) && !fixable.includes(r)));
const added = afterFix.filter((e) => !refused.some((r) => sameFault(e, r)));
const texts = () => [...new Set([...refused, ...report.findings].map((e) => e.path))].map((path) => readFileSync(join(app, path), 'utf8')).join('\0');
const once = texts();
run(...fixArgs);
const steady = once === texts();

if (values.json) console.log(JSON.stringify({ old, refused, missed, silent, left, added, steady }, null, 1));
const show = (title, list, line) => {
  console.log(`${title}: ${list.length}`);
  for (const one of list) console.log(`  ${line(one)}`);
};
const errorLine = (e) => `${e.path}:${e.line} TS${e.code} ${e.message}`;
console.log(`${values.package} ${values.from} -> ${values.to}`);
console.log(`errors with the old version: ${old.length}; newly refused: ${refused.length}; findings: ${report.findings.length}`);
show('refused but not reported', missed, errorLine);
show('reported, not refused', silent, (f) => `${f.path}:${f.start.line} ${f.state} ${f.message}`);
show('refused, safe fix, left after fix', left, errorLine);
show('added by fix', added, errorLine);
console.log(`a second fix changes ${steady ? 'nothing' : 'something'}`);
process.exit(left.length || added.length || !steady ? 1 : 0);
