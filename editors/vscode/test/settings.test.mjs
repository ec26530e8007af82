import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { manifest, settings } from '../scripts/settings.mjs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the settings in the manifest are those that the server knows', () => {
  assert.equal(read('../package.json'), manifest(), 'npm run settings');
});

test('every setting has a description, and a default that someone could have set', () => {
  const all = settings();
  const known = Object.keys(JSON.parse(read('../../../schema/workos-lsp.schema.json')).properties).filter((key) => key !== '$schema');
  assert.deepEqual(Object.keys(all), [...known.map((key) => `workos.${key}`), 'workos.server.path', 'workos.trace.server']);
  for (const [name, value] of Object.entries(all)) {
    assert.ok(value.markdownDescription.length > 20, name);
    assert.ok('default' in value, name);
    assert.ok(!JSON.stringify(value).includes('$ref'), name);
  }
});

test('extension, server and lockfile have one version', () => {
  const version = JSON.parse(read('../package.json')).version;
  assert.equal(read('../../../Cargo.toml').match(/^version = "(.+)"$/m)[1], version);
  assert.equal(JSON.parse(read('../package-lock.json')).version, version);
});

test('every command is declared and made, and no setting of the extension goes to the server', () => {
  const { contributes } = JSON.parse(read('../package.json'));
  const source = read('../src/extension.ts');
  const made = [...source.matchAll(/command\('(workos\.[a-zA-Z]+)'/g)].map((match) => match[1]);
  const declared = contributes.commands.map((it) => it.command);
  assert.deepEqual(declared.toSorted(), made.filter((id) => id !== 'workos.openPlace').toSorted());
  assert.match(read('../src/settings.ts'), /OWN = new Set\(\['server', 'trace'\]\)/);
});
