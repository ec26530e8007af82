import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, readText, timeline } from './fixture.mjs';

test('a member that leaves and returns is one variant with two spans', () => {
  const withIt = readText('export interface Api { stay: string; come: number }');
  const without = readText('export interface Api { stay: string }');
  const { decls } = timeline({ '1.0.0': withIt, '1.1.0': without, '1.2.0': withIt, '1.3.0': withIt });
  assert.deepEqual(decls.Api, { kind: 'interface', path: 'src/index', members: { come: [{ in: [0, 1, 2, 4], t: 'number' }], stay: [{ t: 'string' }] } });
});

test('a variant starts where type, optionality, deprecation or endpoint differ', () => {
  const versions = ['a: string', 'a?: string', '/** @deprecated no */ a?: string', 'a?: string | null'].map((field) => readText(`export interface O {\n${field}\n}`));
  const { decls } = timeline(Object.fromEntries(versions.map((api, i) => [`1.${i}.0`, api])));
  assert.deepEqual(decls.O.members.a, [
    { in: [0, 1], t: 'string' },
    { in: [1, 2], t: 'string', optional: true },
    { in: [2, 3], t: 'string', optional: true, deprecated: 'no' },
    { in: [3, 4], t: 'string | null', optional: true },
  ]);
});

test('what exists only in release candidates is left out, lives count them', () => {
  const old = readText('export interface A { x: string }');
  const candidate = readText('export interface A { x: string; trial: Trial; y: number } export interface Trial {}');
  const released = readText('export interface A { x: string; y: number }');
  const { decls, entries } = timeline({ '1.0.0': old, '2.0.0-rc.1': candidate, '2.0.0': released });
  assert.deepEqual(Object.keys(decls), ['A']);
  assert.deepEqual(decls.A.members, { x: [{ t: 'string' }], y: [{ in: [1, 3], t: 'number' }] });
  assert.deepEqual(entries, { '.': { exports: { A: [{ d: 'A' }] } } });
});

/** @param {Record<string, string>} files by name below lib @param {string} index */
const files = (files, index) => read({ 'lib/index.d.ts': index, ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`lib/${path}.d.ts`, text])) });

test('two things of one name have two keys, and an export may pass from one to the other', () => {
  const users = 'export interface Factor { id: string; userId: string; secret: string }';
  const mfa = 'export interface Factor { id: string; type: string; sms?: string; totp?: string }';
  const before = files({ 'users/factor': users, 'mfa/factor': mfa }, `export { Factor } from './users/factor'; export { Factor as AuthenticationFactor } from './mfa/factor';`);
  const after = files({ 'multi/factor': mfa }, `export { Factor } from './multi/factor';`);
  const { decls, entries } = timeline({ '9.0.0': before, '10.0.0': after });
  assert.deepEqual(Object.entries(decls).map(([key, { in: span, path }]) => [key, span, path]), [
    ['Factor', [0, 1], 'src/users/factor'],
    ['Factor@mfa', undefined, 'src/multi/factor'],
  ]);
  assert.deepEqual(entries['.'].exports, {
    AuthenticationFactor: [{ in: [0, 1], d: 'Factor@mfa' }],
    Factor: [{ in: [0, 1], d: 'Factor' }, { in: [1, 2], d: 'Factor@mfa' }],
  });
});

test('type parameters keep the name of the newest version', () => {
  const { decls, types } = timeline({
    '1.0.0': readText('export interface List<T> { data: T[]; map<U>(f: (each: T) => U): List<U> }'),
    '2.0.0': readText('export interface List<Item> { data: Item[]; map<U>(f: (each: Item) => U): List<U> }'),
  });
  assert.deepEqual(decls.List.params, ['Item']);
  assert.deepEqual(decls.List.members.data, [{ t: 'Item[]' }]);
  assert.deepEqual(types, ['<U>(f: (each: Item) => U) => List<U>', 'Item[]']);
});

test('the file: one declaration per line, sorted, types in order of the version that first has them', () => {
  const { text } = timeline({
    '1.0.0': readText('export interface B { z: string } export declare function a(b: B): void;'),
    '1.1.0': readText('export interface B { z: string; y: boolean } export declare function a(b: B): void;'),
  });
  assert.equal(
    text,
    `{
  "format": 1,
  "ecosystem": "npm",
  "package": "fixture",
  "versions": ["1.0.0","1.1.0"],
  "engines": [{"node":">=20"}],
  "peers": [],
  "entries": {
    ".": { "exports": {
      "B": [{"d":"B"}],
      "a": [{"d":"a"}]
    } }
  },
  "decls": {
    "B": {"kind":"interface","path":"src/index","members":{"y":[{"in":[1,2],"t":2}],"z":[{"t":1}]}},
    "a": {"kind":"function","path":"src/index","type":[{"t":0}]}
  },
  "contracts": {},
  "types": [
    "(b: B) => void",
    "string",
    "boolean"
  ]
}
`,
  );
});
