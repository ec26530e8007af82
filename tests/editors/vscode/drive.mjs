// The whole path in the real VS Code.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Workbench, family, processes, until } from './workbench.mjs';

const [installed, work, server, out] = process.argv.slice(2);
const only = process.env.ONLY?.split(',');
let passed = 0;
const failures = [];

function check(what, ok, detail = '') {
  if (ok) {
    passed += 1;
    console.log(`ok   ${what}`);
  } else {
    failures.push(what);
    console.log(`FAIL ${what}\n     ${typeof detail === 'string' ? detail : JSON.stringify(detail, null, 1)}`);
  }
}

const read = (...path) => readFileSync(join(...path), 'utf8');
const original = fileURLToPath(new URL('../../apps/node-7.82', import.meta.url));
const app = (name) => join(work, name);
const cli = (dir, ...args) => {
  try {
    return execFileSync(server, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
};
const findings = (dir, ...args) => JSON.parse(cli(dir, 'check', '--format', 'json', '--fail-on', 'never', ...args, '.')).findings;
const place = (it) => `${it.start.line}:${it.start.column}-${it.end.line}:${it.end.column}`;

/** What the editor holds of ours is what the command line says, to the character. */
async function same(bench, dir, path, ...args) {
  const wanted = findings(dir, ...args).filter((it) => it.path === path).map((it) => `${place(it)} ${it.message}`).sort();
  let got = [];
  const held = async () => {
    got = (await bench.diagnostics(join(dir, path))).filter((it) => it.source === 'workos').map((it) => `${place(it)} ${it.message}`).sort();
    return got.length > 0 && JSON.stringify(got) === JSON.stringify(wanted);
  };
  const ok = await until(path, held).catch(() => false);
  check(`${path}: ${wanted.length} marks, with the ranges and messages of the command line`, ok, { got, wanted });
}

const ours = async (bench, path) => (await bench.diagnostics(path)).filter((it) => it.source === 'workos');
const settled = (bench, path, number) => until(`${number} marks in ${path}`, async () => (await ours(bench, path)).length === number);

/** A part of the path, in a folder, on the way to a target. */
async function step(name, folder, run, target) {
  if (only !== undefined && !only.includes(name)) return;
  const start = Date.now();
  try {
    if (folder !== undefined && bench.at !== folder) await bench.folder(folder);
    if (folder !== undefined) await bench.set('workos.target', target);
    await run();
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}: ${error.stack}`);
    await bench?.page?.screenshot({ path: join(out, `failed-${name}.png`) }).catch(() => {});
  }
  console.log(`     (${name}: ${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

// Whoever ends this ends what it started, too.
process.on('exit', () => {
  for (const pid of bench?.server === undefined ? [] : family(bench.server.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(1));

let bench = await Workbench.start({ installed, work: join(work, 'a'), vsix: join(out, 'workos-lsp.vsix'), probe: join(work, 'probe.vsix'), out });
const old = app('node-7.82');
const nine = app('node-9.3');

await step('healthy', old, async () => {
  await bench.open('src/routes/mfa.ts');
  await same(bench, old, 'src/routes/mfa.ts');
  await until('the status item', async () => (await bench.status())?.includes('node 7.82.0'));
  check('the status item names the version', (await bench.status()) === 'WorkOS node 7.82.0', await bench.status());
  const problems = (await bench.ask('problems')).filter((it) => it.source === 'workos');
  check('nothing of ours stands in Problems on a healthy app', problems.length === 0, problems);
  check('no toast', (await bench.page.locator('.notification-toast').count()) === 0);
  check('one server runs', processes(`${work}/a/extensions`).filter((it) => it.command.includes('workos-lsp server')).length === 1);
  const hints = await ours(bench, join(old, 'src/routes/mfa.ts'));
  check('what works today is a hint without strike-through', hints.every((it) => it.severity === 'hint' && it.tags.length === 0), hints);
  const hover = await bench.hover('verifyFactor', 'verifyChallenge');
  const [first, second] = hover.split('\n').map((line) => line.trim()).filter(Boolean);
  check('the hover says in its first two lines what is gone and what to use', /8\.0\.0/.test(`${first} ${second}`) && /verifyChallenge/.test(`${first} ${second}`), hover);
  await bench.shot('hover');
  await bench.page.mouse.move(5, 5);
  await bench.page.locator('.statusbar-item[id="workos-lsp.workos-lsp.workos.versions"] a').click();
  const rows = await bench.rows('read from');
  check('a click tells where it was read and what is newest', rows.some((it) => it.includes('@workos-inc/node 7.82.0') && it.includes('node_modules/@workos-inc/node/package.json') && it.includes('newest 11.')), rows);
  await bench.shot('versions');
  await bench.key('Escape');
});

await step('lens', old, async () => {
  await bench.open('package.json');
  const lens = bench.page.locator('.codelens-decoration').filter({ hasText: '7.82.0' }).first();
  await lens.waitFor();
  await until('the lenses are counted', async () => /11\.\d+\.\d+: \d+ places/.test(await lens.innerText()));
  const text = (await lens.innerText()).replace(/\s+/g, ' ');
  const counted = findings(old, '--to', '8.13.0').filter((it) => it.state === 'upcoming' || it.state === 'changed').length;
  check('the lens counts what each upgrade breaks, as the command line does', text.includes(`8.13.0: ${counted} places`), `${text}, wanted ${counted}`);
  await bench.shot('lens');
  const loud = (await bench.ask('problems')).filter((it) => it.source === 'workos');
  check('and nothing of ours stands in Problems now', loud.length === 0, loud);
});

await step('preview', old, async () => {
  await bench.command('WorkOS: Preview Upgrade');
  await bench.pick('9.3.1');
  const row = bench.page.locator('.part.panel .monaco-list-row', { hasText: 'works in @workos-inc/node' }).first();
  await row.waitFor();
  const panel = await bench.page.locator('.part.panel').innerText();
  const counted = findings(old, '--to', '9.3.1').length;
  check('the list says from where to where, and how many places', panel.includes(`${counted} places in 5 files on the way from @workos-inc/node 7.82.0 to 9.3.1`), panel);
  await bench.command('WorkOS Upgrade: Next Place');
  const first = await until('the first place', async () => ((await bench.ask('active')).selected !== '' ? bench.ask('active') : false));
  await bench.command('WorkOS Upgrade: Next Place');
  const second = await until('the second place', async () => {
    const active = await bench.ask('active');
    return active.selected !== '' && (active.path !== first.path || active.line !== first.line || active.start.character !== first.start.character) ? active : false;
  });
  check('one walks from place to place', first.selected !== '' && second.selected !== '', { first, second });
  await bench.shot('upgrade');
  check('nothing was changed', !first.dirty && !second.dirty && read(old, 'src/routes/mfa.ts') === read(original, 'src/routes/mfa.ts'));
  await bench.command('WorkOS Upgrade: Close');
  await row.waitFor({ state: 'detached' });
});

await step('settings', old, async () => {
  await bench.open('src/routes/mfa.ts');
  const mfa = join(old, 'src/routes/mfa.ts');
  const running = () => processes(`${work}/a/extensions`).filter((it) => it.command.includes('workos-lsp server')).map((it) => it.pid).join();
  const before = running();
  await until('quiet without a target', async () => (await ours(bench, mfa)).length > 0 && (await ours(bench, mfa)).every((it) => it.severity === 'hint'));
  await bench.set('workos.target', '8.0.0');
  await until('louder with a target', async () => (await ours(bench, mfa)).some((it) => it.severity === 'information'));
  await same(bench, old, 'src/routes/mfa.ts', '--to', '8.0.0');
  const under = await until('squiggles', async () => ((await bench.underlined('info')).length > 0 ? bench.underlined('info') : false));
  check('the squiggle stands under the name', under.length === 1 && under[0] === 'verifyFactor', under);
  await bench.set('workos.severity', { upcoming: 'off' });
  await settled(bench, mfa, 0);
  await bench.set('workos.severity', undefined);
  await settled(bench, mfa, 1);
  writeFileSync(join(old, 'workos-lsp.json'), '{ "severity": { "upcoming": "off" } }\n');
  await settled(bench, mfa, 0);
  rmSync(join(old, 'workos-lsp.json'));
  await settled(bench, mfa, 1);
  check('settings of the editor and of workos-lsp.json take effect, and the server is the same', before !== '' && running() === before, { before, now: running() });
});

await step('output', old, async () => {
  await bench.open('src/routes/mfa.ts');
  const mfa = join(old, 'src/routes/mfa.ts');
  const running = () => processes(`${work}/a/extensions`).filter((it) => it.command.includes('workos-lsp server')).map((it) => it.pid).join();
  const before = await until('a server', running);
  await bench.command('WorkOS: Restart the Server');
  await until('another server', () => running() !== '' && running() !== before && !running().includes(','));
  await until('marks again', async () => (await ours(bench, mfa)).length > 0);
  check('the server is restarted, and the marks come back', true);
  const logged = (name) => readdirSync(join(work, 'a/user'), { recursive: true }).filter((it) => it.endsWith(`/${name}.log`)).map((it) => read(work, 'a/user', it)).join('');
  check('the output says which server was started, from where', /server\/workos-lsp \(from the extension\)/.test(logged('WorkOS')), logged('WorkOS'));
  check('nothing is traced unless asked for', !logged('WorkOS Trace').includes('textDocument/'), logged('WorkOS Trace'));
  await bench.set('workos.trace.server', 'messages');
  await until('a conversation', async () => {
    await bench.hover('verifyFactor', 'verifyChallenge');
    return logged('WorkOS Trace').includes('textDocument/hover');
  });
  check('the trace holds the conversation', true);
  await bench.set('workos.trace.server', undefined);
});

await step('narrow', old, async () => {
  await bench.page.setViewportSize({ width: 760, height: 620 });
  await bench.run('workbench.action.closeAllEditors');
  await bench.open('src/routes/mfa.ts');
  await settled(bench, join(old, 'src/routes/mfa.ts'), 1);
  await bench.run('workbench.action.closeSidebar');
  await bench.run('workbench.panel.markers.view.focus');
  const row = bench.page.locator('.markers-panel .monaco-list-row', { hasText: 'verifyFactor' }).first();
  await row.waitFor();
  const text = await row.innerText();
  check('Problems has the message with source and code', text.includes('workos.mfa.verifyFactor') && text.includes('workos'), text);
  await bench.shot('problems-narrow');
  await bench.run('workbench.action.closePanel');
  await bench.run('workbench.view.explorer');
  await bench.page.setViewportSize({ width: 1280, height: 800 });
}, '8.0.0');

await step('quick-fix', old, async () => {
  await bench.open('src/routes/mfa.ts');
  const before = read(old, 'src/routes/mfa.ts');
  const line = before.split('\n').findIndex((it) => it.includes('verifyFactor')) + 1;
  await bench.ask('select', { line, column: before.split('\n')[line - 1].indexOf('verifyFactor') + 3 });
  await bench.act('Use `verifyChallenge`');
  await until('the text is changed', async () => (await bench.ask('active')).text.includes('verifyChallenge'));
  await bench.save();
  check('the quick fix renames the call, and nothing else', read(old, 'src/routes/mfa.ts') === before.replace('mfa.verifyFactor', 'mfa.verifyChallenge'), read(old, 'src/routes/mfa.ts'));
  await settled(bench, join(old, 'src/routes/mfa.ts'), 0);
}, '8.0.0');

await step('fix-all', old, async () => {
  const copy = join(work, 'fixed');
  cpSync(old, copy, { recursive: true, filter: (path) => !path.includes('node_modules') || path.endsWith('node_modules') || path.includes('@workos-inc') });
  cli(copy, 'fix', '--to', '8.0.0', '--fail-on', 'never', '.');
  await bench.open('src/services/secret-store.ts');
  await settled(bench, join(old, 'src/services/secret-store.ts'), findings(old, '--to', '8.0.0').filter((it) => it.path === 'src/services/secret-store.ts').length);
  await bench.command('WorkOS: Fix Everything That Is Safe in This File');
  await settled(bench, join(old, 'src/services/secret-store.ts'), 0);
  await bench.save();
  check('fix all in the file: as the command line fixes it', read(old, 'src/services/secret-store.ts') === read(copy, 'src/services/secret-store.ts'), read(old, 'src/services/secret-store.ts'));

  // Two files that are not open, and one that stands beside them.
  const text = (name) => `import { workos } from './lib/workos.js';\n\nexport const read = (id: string) => workos.vault.${name}({ id });\nexport const other = 1;\nexport const drop = (id: string) => workos.vault.${name.replace('read', 'delete')}({ id });\n`;
  const paths = ['src/one.ts', 'src/two.ts'];
  for (const path of paths) writeFileSync(join(old, path), text('readSecret'));
  await bench.command('WorkOS: Fix Everything That Is Safe in the Workspace');
  const panel = bench.page.locator('.part.panel');
  const rows = panel.locator('.monaco-list-row').filter({ hasText: 'Object' });
  await until('the preview', async () => (await rows.count()) >= 4);
  await bench.shot('refactor-preview');
  const shown = (await rows.allInnerTexts()).map((it) => it.replace(/\s+/g, ' ').trim());
  check('the preview shows both files, with whole words', shown.filter((it) => it.includes('readSecretreadObject({ id })')).length === 2, shown);
  const ticks = panel.locator('.monaco-list-row input[type=checkbox], .monaco-list-row .monaco-checkbox');
  check('everything in it is ticked', (await ticks.evaluateAll((all) => all.length > 0 && all.every((one) => one.checked ?? one.getAttribute('aria-checked') === 'true'))), await panel.innerHTML());
  check('the workspace is fixed through the preview: nothing is written before it is confirmed', paths.every((path) => read(old, path) === text('readSecret')));
  await panel.getByRole('button', { name: 'Apply' }).click();
  await rows.first().waitFor({ state: 'detached' });
  await until('all is fixed', () => paths.every((path) => read(old, path) === text('readObject'))).catch(() => {});
  check('afterwards every file is fixed, and saved', paths.every((path) => read(old, path) === text('readObject')), read(old, paths[0]));
  check('and others are as they were', read(old, 'src/lookalikes.ts') === read(original, 'src/lookalikes.ts') && read(old, 'src/lib/workos.ts') === read(original, 'src/lib/workos.ts'));
  for (const path of paths) rmSync(join(old, path));
}, '8.0.0');

await step('install', old, async () => {
  await bench.open('src/routes/mfa.ts');
  const mfa = join(old, 'src/routes/mfa.ts');
  const setVersion = (version) => {
    const manifest = join(old, 'node_modules/@workos-inc/node/package.json');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version }, null, 2));
    const lock = join(old, 'node_modules/.package-lock.json');
    const value = JSON.parse(readFileSync(lock, 'utf8'));
    value.packages['node_modules/@workos-inc/node'].version = version;
    writeFileSync(lock, JSON.stringify(value, null, 2));
  };
  setVersion('9.3.1');
  await until('marks of 9.3.1', async () => (await ours(bench, mfa)).some((it) => it.message.includes('does not exist in @workos-inc/node 9.3.1')));
  await until('the status item follows', async () => (await bench.status())?.includes('node 9.3.1'));
  check('another version in node_modules refreshes marks and status', true);
  // The lockfile alone: nothing is installed.
  rmSync(join(old, 'node_modules/@workos-inc'), { recursive: true });
  const lock = join(old, 'package-lock.json');
  const value = JSON.parse(readFileSync(lock, 'utf8'));
  value.packages['node_modules/@workos-inc/node'].version = '8.13.0';
  writeFileSync(lock, JSON.stringify(value, null, 2));
  await until('the status item follows the lockfile', async () => (await bench.status())?.includes('node 8.13.0'));
  await until('marks of 8.13.0', async () => (await ours(bench, mfa)).every((it) => !it.message.includes('9.3.1 (removed')));
  check('another version in the lockfile refreshes marks and status', true);
});

await step('type-checker', nine, async () => {
  await bench.open('src/routes/mfa.ts');
  const path = join(nine, 'src/routes/mfa.ts');
  await until('TypeScript reports 2339', async () => (await bench.diagnostics(path)).some((it) => String(it.code) === '2339'));
  await same(bench, nine, 'src/routes/mfa.ts');
  const all = await bench.diagnostics(path);
  const error = all.find((it) => String(it.code) === '2339');
  const beside = all.filter((it) => it.source === 'workos' && place(it) === place(error));
  check("ours stands at TypeScript's own error, as a hint", beside.length === 1 && beside[0].severity === 'hint', all);
  const errors = all.filter((it) => it.severity === 'error');
  check('no range carries two errors', new Set(errors.map(place)).size === errors.length && errors.length === 1, errors);
  await bench.ask('select', { line: error.start.line, column: error.start.column + 1 });
  const offered = await bench.actions();
  check("the light bulb on TypeScript's error offers our fix", offered.some((it) => it.includes('multiFactorAuth')), offered);
  await bench.shot('light-bulb');
  await bench.key('Escape');
  const before = read(path);
  await bench.act('Use `multiFactorAuth');
  await until('both are gone', async () => !(await bench.diagnostics(path)).some((it) => it.source === 'workos' || it.severity === 'error'));
  await bench.save();
  check('it is fixed over two majors at once, and both are content', read(path) === before.replace('mfa.verifyFactor', 'multiFactorAuth.verifyChallenge'), read(path));
});

await step('columns', nine, async () => {
  await bench.open('src/routes/widgets.ts');
  await same(bench, nine, 'src/routes/widgets.ts');
  const text = "import { workos } from '@/lib/workos.js';\r\n\r\n// é 👩‍🚀\r\nexport const ids = '🎉🎉é'; export const read = (id: string) => workos.vault.readSecret({ id });\r\n";
  writeFileSync(join(nine, 'src/crlf.ts'), text);
  await bench.open('src/crlf.ts');
  await same(bench, nine, 'src/crlf.ts');
  await bench.set('workos.duplicates', 'show');
  const under = await until('squiggles', async () => {
    const all = await bench.underlined('error');
    return all.includes('readSecret') ? all : false;
  });
  check('emoji and CRLF before it do not shift the squiggle', under.every((it) => it === 'readSecret'), under);
  await bench.set('workos.duplicates', undefined);
  await bench.ask('select', { line: 4, column: text.split('\r\n')[3].indexOf('readSecret') + 3 });
  await bench.act('Use `readObject`');
  await until('changed', async () => (await bench.ask('active')).text.includes('readObject'));
  await bench.save();
  check('the fix keeps line ends and emoji', read(nine, 'src/crlf.ts') === text.replace('readSecret', 'readObject'), read(nine, 'src/crlf.ts'));
});

await step('explain', nine, async () => {
  await bench.open('src/routes/widgets.ts');
  const text = read(nine, 'src/routes/widgets.ts');
  const line = text.split('\n').findIndex((it) => it.includes('.getToken')) + 1;
  await bench.ask('select', { line, column: text.split('\n')[line - 1].indexOf('.getToken') + 3 });
  await bench.command('WorkOS: Explain the Change at the Cursor');
  const shown = await until('the page', async () => {
    for (const frame of bench.page.frames()) {
      const body = await frame.locator('body').innerText().catch(() => '');
      if (body.includes('createToken') && body.includes('9.0.0')) return body;
    }
    return false;
  });
  check('the change at the cursor is explained, with before and after', shown.includes('getToken') && shown.includes('node/widgets-get-token'), shown);
  await bench.shot('explain');
});

await step('deprecated', nine, async () => {
  writeFileSync(join(nine, 'src/plain.js'), "import { WorkOS } from '@workos-inc/node';\nconst workos = new WorkOS('sk');\nexport const a = workos.mfa.enrollFactor({ type: 'totp' });\nexport const b = workos.multiFactorAuth.enrollFactor({ type: 'totp' });\n");
  await bench.run('workbench.action.closeAllEditors');
  await bench.open('src/plain.js');
  await settled(bench, join(nine, 'src/plain.js'), 1);
  const [mark] = await ours(bench, join(nine, 'src/plain.js'));
  check('where no checker looks, it is an error of ours', mark.severity === 'error' && mark.tags.length === 0, mark);
  await until('its squiggle', async () => (await bench.underlined('error')).includes('mfa'));
  check('only what is deprecated is struck through', (await bench.page.locator('.squiggly-inline-deprecated').count()) === 0);
  await bench.shot('error');
});

await step('hook', app('next-16'), async () => {
  await bench.open('src/middleware.ts');
  await same(bench, app('next-16'), 'src/middleware.ts');
  const before = read(app('next-16'), 'src/middleware.ts');
  const [mark] = await ours(bench, join(app('next-16'), 'src/middleware.ts'));
  await bench.ask('select', mark.start);
  await bench.act('Rename to `proxy.ts`');
  await until('the other file', async () => (await bench.ask('active')).path.endsWith('src/proxy.ts'));
  await bench.save();
  check('the request hook is renamed, the file and the function in it', !existsSync(join(app('next-16'), 'src/middleware.ts'))
    && read(app('next-16'), 'src/proxy.ts') === before.replace('function middleware', 'function proxy'));
  await settled(bench, join(app('next-16'), 'src/proxy.ts'), 0);
  await settled(bench, join(app('next-16'), 'src/middleware.ts'), 0);
  await bench.shot('hook');
});

await step('elsewhere', undefined, async () => {
  const other = join(work, 'other');
  mkdirSync(join(other, 'src'), { recursive: true });
  writeFileSync(join(other, 'package.json'), '{ "name": "other", "dependencies": { "left-pad": "1.0.0" } }\n');
  writeFileSync(join(other, 'src/a.ts'), 'export const workos = { mfa: { verifyFactor() {} } };\nworkos.mfa.verifyFactor();\n');
  await bench.folder(other);
  await bench.open('src/a.ts');
  await bench.command('WorkOS: Show Output');
  await until('the output channel', async () => (await bench.page.locator('.output-view, .repl, .part.panel').count()) > 0);
  check('no server and no status item where no SDK is in use', processes(`${work}/a/extensions`).filter((it) => it.command.includes('workos-lsp server')).length === 0 && (await bench.status()) === undefined, await bench.status());
  writeFileSync(join(other, 'package.json'), '{ "name": "other", "dependencies": { "left-pad": "1.0.0", "@workos-inc/node": "8.13.0" } }\n');
  await until('it starts when one is added', async () => (await bench.status())?.includes('node 8.13.0'));
  check('it starts when an SDK is added', true);
});

await step('no-server', undefined, async () => {
  await bench.set('workos.server.path', join(work, 'none/workos-lsp'));
  await until('the trouble is said', async () => (await bench.status())?.includes('no server'));
  await bench.page.locator('.statusbar-item[id="workos-lsp.workos-lsp.workos.versions"] a').click();
  const rows = await bench.rows('was not found');
  check('where there is no server it says where it looked', rows.some((it) => it.includes(join(work, 'none/workos-lsp'))), rows);
  await bench.shot('no-server');
  await bench.key('Escape');
  check('and still no toast', (await bench.page.locator('.notification-toast').count()) === 0);
});

await step('mismatch', undefined, async () => {
  // A server that says it is another version.
  const fake = join(work, 'other-version');
  writeFileSync(fake, `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const server = spawn(${JSON.stringify(server)}, ['server'], { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(server.stdin);
server.stdout.on('data', (data) => process.stdout.write(Buffer.from(data.toString('latin1').replace(/("serverInfo":\\{"name":"workos-lsp","version":")0\\.1\\.0/, '$10.0.9'), 'latin1')));
server.on('exit', (code) => process.exit(code ?? 1));
`);
  chmodSync(fake, 0o755);
  await bench.set('workos.server.path', fake);
  await until('another version runs', async () => (await bench.status())?.includes('node 8.13.0'));
  await bench.page.locator('.statusbar-item[id="workos-lsp.workos-lsp.workos.versions"] a').click();
  const rows = await bench.rows('The extension is');
  check('extension and server of different versions are told apart', rows.some((it) => it.includes('The extension is 0.1.0') && it.includes('is 0.0.9')), rows);
  await bench.key('Escape');
  await bench.set('workos.server.path', undefined);
  await until('the bundled one again', () => processes(`${work}/a/extensions`).some((it) => it.command.includes('workos-lsp server')));
});

await step('killed', undefined, async () => {
  const mine = () => processes(work).concat(processes(`${work}/a/extensions`));
  check('a server runs before the kill', mine().some((it) => it.command.includes('workos-lsp server')), mine());
  // The editor dies without a word: all of its processes but ours.
  const servers = new Set(mine().filter((it) => it.command.includes('workos-lsp server')).map((it) => it.pid));
  for (const pid of family(bench.server.pid)) {
    if (servers.has(pid)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone with another.
    }
  }
  await until('no server is left', () => !mine().some((it) => it.command.includes('workos-lsp server')), 10_000);
  check('killing the editor leaves no server', true);
});
await bench.stop();

await step('untrusted', undefined, async () => {
  bench = await Workbench.start({ installed, work: join(work, 'b'), vsix: join(out, 'workos-lsp.vsix'), probe: join(work, 'probe.vsix'), trust: true, out });
  await bench.folder(nine);
  await bench.open('src/routes/widgets.ts');
  check('the workspace is not trusted', (await bench.ask('trusted')) === false);
  await until('marks', async () => (await ours(bench, join(nine, 'src/routes/widgets.ts'))).length > 0);
  const marks = await ours(bench, join(nine, 'src/routes/widgets.ts'));
  check('it works there, and as no type checker runs it reports errors itself', marks.some((it) => it.severity === 'error'), marks);
  await bench.shot('untrusted');
  await bench.stop();
});

// A server sees within five seconds that its editor is gone.
const left = () => processes(work).filter((it) => !it.command.includes('drive.mjs')).concat(family(process.pid).slice(1));
await until('nothing runs', () => left().length === 0, 10_000).catch(() => {});
check('no process is left', left().length === 0, left());
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
