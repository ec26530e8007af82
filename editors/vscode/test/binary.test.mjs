import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { build } from 'esbuild';

const dir = mkdtempSync(join(tmpdir(), 'workos-vscode-'));
after(() => rmSync(dir, { recursive: true }));
await build({ entryPoints: ['src/binary.ts'], outfile: join(dir, 'binary.mjs'), bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
const { findServer } = await import(join(dir, 'binary.mjs'));

function program(path) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
}

test('the setting goes first, then the environment, the extension, the PATH', () => {
  const set = program(join(dir, 'set'));
  const given = program(join(dir, 'given'));
  const onPath = program(join(dir, 'bin', 'workos-lsp'));
  const env = { WORKOS_LSP_BIN: given, PATH: ['relative', join(dir, 'none'), join(dir, 'bin')].join(delimiter) };
  const extension = join(dir, 'extension');
  assert.equal(findServer(set, extension, env).path, set);
  assert.equal(findServer('', extension, env).path, given);
  assert.equal(findServer('', extension, { PATH: env.PATH }).path, onPath);
  const bundled = program(join(extension, 'server', 'workos-lsp'));
  assert.equal(findServer('', extension, { PATH: env.PATH }).path, bundled);
});

test('where it is not, it is said where it was looked for', () => {
  const none = findServer('', join(dir, 'empty'), { PATH: '.' });
  assert.equal(none.looked.length, 2);
  assert.match(none.looked[1], /on the PATH/);
  assert.match(findServer('/no/such', dir, {}).looked[0], /workos\.server\.path says: no program there/);
  assert.match(findServer('bin/workos-lsp', dir, {}).looked[0], /not an absolute path/);
  assert.match(findServer('', dir, { WORKOS_LSP_BIN: dir }).looked[0], /WORKOS_LSP_BIN says: no program/);
});
