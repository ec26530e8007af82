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

test('contracts have lives as symbols do', () => {
  const version = (/** @type {string} */ name) => readText('export declare const x: string;', `const v = process.env.${name};`);
  const { contracts: spans } = timeline({ '1.0.0': version('WORKOS_OLD'), '1.1.0': version('WORKOS_NEW'), '2.0.0': version('WORKOS_NEW') });
  assert.deepEqual(spans, { env: { WORKOS_NEW: { in: [1, 3] }, WORKOS_OLD: { in: [0, 1] } } });
});
