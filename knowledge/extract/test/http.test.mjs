import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaration, read, readText } from './fixture.mjs';

/** @param {string} methods @param {string} body @param {string} [more] */
function calls(methods, body, more = '') {
  const api = readText(`export declare class Users { ${methods} }`, `${more}\nclass Users { constructor(workos) { this.workos = workos; this.old = this.get; } ${body} }`);
  return Object.fromEntries(Object.entries(declaration(api, 'Users').members).map(([name, { http }]) => [name, http]));
}

test('verbs and paths, parameters as {}', () => {
  assert.deepEqual(
    calls(
      'get(id: string): Promise<string>; old: (id: string) => Promise<string>; remove(id: string): void; both(a: boolean): void; bare(): void; none(): void; query(): void',
      `async get(id) { const { data } = await this.workos.get(\`/users/\${id}\`); return data; }
       remove(id) { return this.workos.deleteWithBody('/users/' + id, {}); }
       both(a) { const path = a ? '/a' : '/b'; return this.workos.post(path, {}); }
       bare() { return this.workos.put(\`tokens/\${1}/x\`); }
       none() { return new Map().get('key'); }
       query() { return this.workos.patch(\`/q?\${x}\`); }`,
    ),
    { get: 'GET /users/{}', old: 'GET /users/{}', remove: 'DELETE /users/{}', both: 'POST /a | POST /b', bare: 'PUT /tokens/{}/x', none: undefined, query: 'PATCH /q' },
  );
});

test('helpers and other methods are followed with their arguments', () => {
  assert.deepEqual(
    calls(
      'list(): void; all(): void; loop(): void; path(id: string): void',
      `async list() { return new AutoPaginatable(await fetchAndDeserialize(this.workos, '/users', f), (p) => fetchAndDeserialize(this.workos, '/users', f, p)); }
       all() { return this.list(); }
       loop() { return this.loop(); }
       path(id) { return this.workos.get(this.base(id)); }
       base(id) { return \`/users/\${encodeURIComponent(id)}\`; }`,
      `const fetchAndDeserialize = async (workos, endpoint) => { const { data } = await workos.get(endpoint); return data; };`,
    ),
    { list: 'GET /users', all: 'GET /users', loop: undefined, path: 'GET /users/{}' },
  );
});

test('an address that is returned is told, one that is handed on is not', () => {
  assert.deepEqual(
    calls(
      'url(): string; logout(): string; objects(): void; keys(): void',
      'url() { return `${this.workos.baseURL}/sso/authorize?${query}`; }' +
        "logout() { const url = new URL('/sessions/logout', this.workos.baseURL); return url.toString(); }" +
        "objects() { const url = new URL('/kv', this.workos.baseURL); return this.workos.get(url.toString()); }" +
        'keys() { return createRemoteJWKSet(new URL(`${this.workos.baseURL}/jwks`)); }',
    ),
    { url: 'URL /sso/authorize', logout: 'URL /sessions/logout', objects: 'GET /kv', keys: undefined },
  );
});

test('bundled classes are found by the source they were in', () => {
  const api = read({
    'package.json': '{ "exports": { ".": { "import": "./lib/index.mjs" } } }',
    'lib/index.d.mts': `//#region src/a/api.d.ts
declare class Api$1 { x(): void }
//#endregion
//#region src/b/api.d.ts
declare class Api { x(): void; sub: Api$1 }
//#endregion
export { Api };`,
    'lib/index.mjs': `//#region src/a/api.ts
var Api$1 = class { x() { return this.workos.get("/a"); } };
//#endregion
//#region src/b/api.ts
var Api = class { sub = new Api$1(this); async x() { await this.workos.get("/b"); return this.sub.x(); } };
//#endregion
export { Api };`,
  });
  assert.equal(api.decls['src/a/api#Api']?.members['x']?.http, 'GET /a');
  assert.equal(api.decls['src/b/api#Api']?.members['x']?.http?.split(' | ')[0], 'GET /b');
});
