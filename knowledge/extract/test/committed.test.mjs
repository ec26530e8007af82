// The timelines in the repository: readable, and true in what we know of the packages.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { namesIn } from './grammar.mjs';

const NODE = new URL('../../npm/@workos-inc/node/api.json', import.meta.url);
const skip = existsSync(NODE) ? false : 'not extracted yet';
const api = skip ? undefined : JSON.parse(readFileSync(NODE, 'utf8'));

/** The versions of a span, as text. @param {number[] | undefined} span */
const spoken = (span) => (span ?? [0, api.versions.length]).map((index) => api.versions[index] ?? 'end').join(' ');

/** @param {string} declaration @param {string} member */
const lives = (declaration, member) => api.decls[declaration].members[member].map((/** @type {any} */ variant) => [spoken(variant.in), api.types[variant.t], variant.http]);

test('every type is in the grammar', { skip }, () => {
  for (const type of api.types) namesIn(type);
  assert.throws(() => namesIn('string |'), /expected/);
  assert.throws(() => namesIn('A extends B ? C : D'), /left over/);
});

test('every index leads somewhere, every declaration that is pointed at exists', { skip }, () => {
  JSON.stringify(api.decls, (key, value) => {
    if (key === 't') assert.ok(api.types[value] !== undefined);
    return value;
  });
  for (const entry of Object.values(api.entries)) for (const lived of Object.values(entry.exports).flat()) assert.ok(api.decls[lived.d], lived.d);
});

test('spans are sorted, disjoint, and within the versions', { skip }, () => {
  JSON.stringify(api, (key, value) => {
    if (key !== 'in') return value;
    assert.equal(value.length % 2, 0);
    value.forEach((/** @type {number} */ each, /** @type {number} */ i) => assert.ok(i === 0 ? each >= 0 : each > value[i - 1]));
    assert.ok(value.at(-1) <= api.versions.length);
    return value;
  });
});

test('the Node SDK: renames, a rename undone, and names that changed their meaning', { skip }, () => {
  assert.deepEqual(lives('WorkOS', 'mfa').map(([span]) => span), ['7.0.0 9.0.0']);
  assert.deepEqual(lives('Mfa', 'verifyFactor'), [['7.0.0 8.0.0-rc.2', '(options: VerifyFactorOptions) => Promise<VerifyResponse>', 'POST /auth/challenges/{}/verify']]);
  assert.deepEqual(lives('Authorization', 'addOrganizationRolePermission').map(([span]) => span), ['8.2.0 9.0.0 9.1.1 end']);
  assert.deepEqual(lives('List', 'listMetadata'), [
    ['7.0.0 8.6.0', '{ before?: string; after?: string }', undefined],
    ['8.6.0 end', '{ before?: string | null; after?: string | null }', undefined],
  ]);
  assert.deepEqual(api.entries['.'].exports.Factor.map((/** @type {any} */ each) => [spoken(each.in), each.d]), [['7.0.0 10.0.0', 'Factor'], ['10.0.0 end', 'Factor@mfa']]);
  assert.deepEqual(lives('Widgets', 'getToken'), [['7.30.1 9.0.0', '(payload: GetTokenOptions) => Promise<string>', 'POST /widgets/token']]);
});
