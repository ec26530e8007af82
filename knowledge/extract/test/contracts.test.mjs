import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText, timeline } from './fixture.mjs';

/** @param {string} code */
const contracts = (code) => readText('export declare const x: string;', code).contracts;

test('environment variables: read directly, taken apart, or by a function that is given the name', () => {
  const found = contracts(`
    function read(name) { return process.env[name]; }
    function readOr(name, or) { return read(name) ?? or; }
    const a = read('WORKOS_API_KEY'), b = readOr('WORKOS_CLIENT_ID', ''), c = process.env.NEXT_PUBLIC_WORKOS_REDIRECT_URI, d = import.meta.env['WORKOS_D'];
    const { WORKOS_E } = process.env;
    const other = process.env.NODE_ENV, text = other('WORKOS_NOT_READ');`);
  assert.deepEqual(found.env, ['NEXT_PUBLIC_WORKOS_REDIRECT_URI', 'WORKOS_API_KEY', 'WORKOS_CLIENT_ID', 'WORKOS_D', 'WORKOS_E']);
});

test('cookies that are written, by constants, defaults, helpers and in the text of a header', () => {
  const found = contracts(`
    const NAME = 'wos-pkce', SESSION = process.env.WORKOS_COOKIE_NAME || 'wos-session';
    function nameFor(state) { return \`\${NAME}-\${hash(state)}\`; }
    function cookieOf(value) { const cookie = \`token=\${value}\`; const parts = [cookie, 'SameSite=Lax']; return parts.join('; '); }
    async function f(state, request, headers, map) {
      headers.append('Set-Cookie', cookieOf(state));
      (await cookies()).set(nameFor(state), state);
      headers.append('Set-Cookie', \`\${SESSION}=\${state}; Path=/\`);
      request.cookies.get('left-over');
      map.set('no-cookie', 1);
    }`);
  assert.deepEqual(found.cookie, ['token', 'wos-pkce-*', 'wos-session']);
  assert.deepEqual(found.env, ['WORKOS_COOKIE_NAME']);
});

test('headers, query parameters and error codes', () => {
  const found = contracts(`
    function f(request, url, error) {
      request.headers.get('x-workos-session'); request.headers['Warrant-Token'] = 'x'; request.headers.set('Content-Type', 'y');
      url.searchParams.get('state'); send({ headers: { 'Idempotency-Key': 'k', Accept: '*' } });
      if (error.code === 'mfa_enrollment' || error.kind === 'not_a_code') switch (error.error) { case 'sso_required': return; }
    }`);
  assert.deepEqual(found, { error: ['mfa_enrollment', 'sso_required'], header: ['Idempotency-Key', 'Warrant-Token', 'x-workos-session'], query: ['state'] });
});

test('error codes behind what compilers make of `?.`, given to errors, in lists', () => {
  const found = contracts(`
    const ERROR_CODES = new Set(['sso_required', 'Not a code']), OTHERS = new Set(['no_code']);
    function f(cause) {
      if ((cause === null || cause === void 0 ? void 0 : cause.error) === 'mfa_enrollment') return;
      throw new CallbackError('Something is missing', 'missing_tokens', { kind: 'not_given' });
    }`);
  assert.deepEqual(found.error, ['mfa_enrollment', 'missing_tokens', 'sso_required']);
});

test('query parameters of addresses that are built', () => {
  const found = contracts(`const a = toQueryString({ client_id: b, 'return_to': c, [d]: 1 }), e = new URLSearchParams({ grant_type: f }), g = other({ no_parameter: 1 });`);
  assert.deepEqual(found.query, ['client_id', 'return_to']);
});

test('headers of a list that is awaited', () => {
  assert.deepEqual(contracts(`async function f() { const headersList = await headers(); return headersList.get('x-url'); }`).header, ['x-url']);
});

test('exports of modules that are bound to a side', () => {
  const sides = (/** @type {string} */ code) => {
    const { action, server } = readText('export declare function a(): void; export declare function b(): void;', code).contracts;
    return { action, server };
  };
  assert.deepEqual(sides(`'use server'; export async function a() {} export async function hidden() {}`), { action: ['a'], server: undefined });
  assert.deepEqual(sides(`import 'server-only'; async function a() {} export { a }; export const b = () => 1;`), { action: undefined, server: ['a', 'b'] });
  assert.deepEqual(sides(`"use strict"; 'use server'; exports.a = exports.b = void 0;`), { action: ['a', 'b'], server: undefined });
  assert.deepEqual(sides(`export function a() { 'use server'; }`), { action: undefined, server: undefined });
});

test('contracts have lives as symbols do', () => {
  const version = (/** @type {string} */ name) => readText('export declare const x: string;', `const v = process.env.${name};`);
  const { contracts: spans } = timeline({ '1.0.0': version('WORKOS_OLD'), '1.1.0': version('WORKOS_NEW'), '2.0.0': version('WORKOS_NEW') });
  assert.deepEqual(spans, { env: { WORKOS_NEW: { in: [1, 3] }, WORKOS_OLD: { in: [0, 1] } } });
});
