import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaration, plain, read, readText } from './fixture.mjs';

test('separate declaration files: identity is the file, whatever folder it was built to', () => {
  const api = read({
    'lib/index.d.ts': `export * from './mfa/factor'; export { Client as default, Client } from './client';`,
    'lib/mfa/factor.d.ts': `export interface Factor { id: string; readonly type: 'sms' | 'totp'; note?: string | undefined }`,
    'lib/client.d.ts': `import { Mfa } from './mfa/mfa'; export declare class Client { readonly mfa: Mfa; private secret; protected inner(): void; #hash; constructor(key?: string); }`,
    'lib/mfa/mfa.d.ts': `import { Factor } from './factor'; export declare class Mfa { getFactor(id: string): Promise<Factor>; static make(): Mfa }`,
  });
  assert.deepEqual(api.entries, { '.': { Factor: 'src/mfa/factor#Factor', Client: 'src/client#Client', default: 'src/client#Client' } });
  assert.deepEqual(api.engines, { node: '>=20' });
  assert.deepEqual(declaration(api, 'Factor').members, {
    id: { t: 'string' },
    type: { t: "'sms' | 'totp'", readonly: true },
    note: { t: 'string', optional: true },
  });
  assert.deepEqual(declaration(api, 'Client'), {
    name: 'Client',
    path: 'src/client',
    kind: 'class',
    params: [],
    extends: [],
    members: { mfa: { t: 'Mfa', readonly: true } },
    statics: {},
    construct: { t: '(key?: string) => Client' },
  });
  assert.deepEqual(declaration(api, 'Mfa').members, { getFactor: { t: '(id: string) => Promise<Factor>' } });
  assert.deepEqual(declaration(api, 'Mfa').statics, { make: { t: '() => Mfa' } });
});

test('bundled declarations: regions and suffixes lead back to the source', () => {
  const api = read({
    'package.json': `{ "exports": { ".": { "import": "./lib/index.mjs", "require": "./lib/index.cjs" }, "./worker": { "import": "./lib/worker.mjs" }, "./package.json": "./package.json" } }`,
    'lib/index.mjs': '',
    'lib/worker.mjs': '',
    'lib/index.d.mts': `import { a as Factor, t as Factor$1 } from "./chunk-Ab12.mjs";\nexport { Factor, type Factor$1 as AuthenticationFactor };`,
    'lib/worker.d.mts': `import { t as Factor } from "./chunk-Ab12.mjs";\nexport { Factor };`,
    'lib/chunk-Ab12.d.mts': `//#region src/mfa/factor.d.ts
interface Factor$1 { id: string }
//#endregion
//#region src/users/factor.d.ts
interface Factor { id: string; userId: string; same: Factor$1 }
//#endregion
//#region node_modules/jose/dist/types.d.ts
interface JWK { kty: string }
//#endregion
//#region src/users/keys.d.ts
interface Keys { keys: JWK[] }
//#endregion
export { Factor as a, Factor$1 as t };`,
  });
  assert.deepEqual(api.entries, {
    '.': { Factor: 'src/users/factor#Factor', AuthenticationFactor: 'src/mfa/factor#Factor' },
    './worker': { Factor: 'src/mfa/factor#Factor' },
  });
  assert.equal(api.decls['src/users/factor#Factor']?.members['same']?.t, '⟦src/mfa/factor#Factor⟧');
  assert.equal(api.decls['node_modules/jose/dist/types#JWK'], undefined);
});

test('enums, and constant objects of literals that stand for one', () => {
  const api = readText(`
    export declare enum State { On = "on", Off = "off" }
    export declare const Intent: {
      readonly SSO: "sso";
      /** @deprecated Use SSO */
      readonly Old: "old";
    };
    export type Intent = (typeof Intent)[keyof typeof Intent];
    export declare const limits: { readonly max: 10 };
    export interface Uses { state: State; one: State.On; intent: Intent; all: typeof State }`);
  assert.deepEqual([declaration(api, 'State').kind, declaration(api, 'State').members], ['enum', { On: { t: "'on'" }, Off: { t: "'off'" } }]);
  assert.deepEqual(
    [declaration(api, 'Intent').kind, declaration(api, 'Intent').members],
    ['enum', { SSO: { t: "'sso'" }, Old: { t: "'old'", deprecated: 'Use SSO' } }],
  );
  assert.deepEqual([declaration(api, 'limits').kind, declaration(api, 'limits').type], ['const', { t: '{ readonly max: 10 }' }]);
  assert.deepEqual(declaration(api, 'Uses').members, { state: { t: 'State' }, one: { t: "'on'" }, intent: { t: 'Intent' }, all: { t: 'typeof State' } });
});

test('overloads, accessors, deprecations, parameters', () => {
  const api = readText(`
    export declare class Api<T = string> {
      /** @deprecated Use
       * \`b\` instead. */
      a(id: string): T;
      /** @deprecated */
      a(options: { id: string }): Promise<T>;
      /** @deprecated */
      b<K>({ id }: { id: string }, ...more: K[]): this;
      get c(): readonly T[];
      get d(): string;
      set d(value: string);
      /** @deprecated no more */
      e?: [string, number?];
      f(this: Api, on: typeof Api, by?: Date): asserts on;
    }
    /** @deprecated Use Api */
    export declare function make(key: string): Api;`);
  assert.deepEqual(declaration(api, 'Api').members, {
    a: { t: '((id: string) => T) & ((options: { id: string }) => Promise<T>)', deprecated: 'Use `b` instead.' },
    b: { t: '<K>(options: { id: string }, ...more: K[]) => Api<T>', deprecated: '' },
    c: { t: 'T[]', readonly: true },
    d: { t: 'string' },
    e: { t: '(number | string)[]', optional: true, deprecated: 'no more' },
    f: { t: "(on: typeof Api, by?: import('globalThis').Date) => void" },
  });
  assert.deepEqual(declaration(api, 'make').type, { t: '(key: string) => Api', deprecated: 'Use Api' });
  assert.equal(declaration(api, 'make').deprecated, 'Use Api');
});

test('bases of the package stay bases, what comes from elsewhere is flattened', () => {
  const api = readText(`
    import type { Request } from 'next';
    export declare class Failure extends Error { readonly status: 404; constructor(message: string) }
    export declare class NotFound extends Failure {}
    export interface Options extends Omit<Base, 'a'>, Pick<Other<string>, 'b'> { [key: string]: unknown; request: Request }
    interface Base { a: string } interface Other<T> { b: T }
    export declare abstract class Abstract { constructor(); }
    export declare class Single { private constructor(); }`);
  const failure = declaration(api, 'Failure');
  assert.deepEqual(failure.extends, []);
  assert.deepEqual(failure.members.message, { t: 'string' });
  assert.deepEqual(failure.members.status, { t: '404', readonly: true });
  assert.deepEqual([declaration(api, 'NotFound').extends, declaration(api, 'NotFound').members], [['Failure'], {}]);
  assert.deepEqual(declaration(api, 'NotFound').construct, { t: '(message: string) => NotFound' });
  assert.deepEqual(declaration(api, 'Options').extends, ['Record<string, unknown>', "Omit<Base, 'a'>", "Pick<Other<string>, 'b'>"]);
  assert.deepEqual(declaration(api, 'Options').members, { request: { t: "import('next').Request" } });
  assert.equal(declaration(api, 'Abstract').construct, undefined);
  assert.equal(declaration(api, 'Single').construct, undefined);
});

test('aliases: objects have members, unions keep their names, what cannot be said is unknown', () => {
  const api = readText(`
    export type Options = { id: string; on?: () => void };
    export interface A { event: 'a.created' } export interface B { event: 'b.created' }
    export type Event = B | A;
    export type Name = Event['event'];
    export type Only = Extract<Event, { event: 'a.created' }>;
    export type Keys<T> = { [K in keyof T]: T[K] extends string ? K : never };
    export type Both = Options & { more: Record<string, Event> };`);
  assert.deepEqual([declaration(api, 'Options').members, declaration(api, 'Options').type], [{ id: { t: 'string' }, on: { t: '() => void', optional: true } }, undefined]);
  assert.equal(declaration(api, 'Event').type.t, 'A | B');
  assert.equal(declaration(api, 'Name').type.t, "'a.created' | 'b.created'");
  assert.equal(declaration(api, 'Only').type.t, 'A');
  assert.equal(declaration(api, 'Keys').type.t, 'unknown');
  assert.equal(declaration(api, 'Both').type.t, 'Options & { more: Record<string, Event> }');
});

test('an exports map of conditions only is the main entry', () => {
  const api = read({
    'package.json': '{ "exports": { "types": "./lib/index.d.ts", "worker": "./lib/worker.js", "default": "./lib/index.js" }, "peerDependencies": { "next": "^15" } }',
    'lib/index.d.ts': 'export declare const version: "1";',
    'lib/index.js': '',
  });
  assert.deepEqual(api.entries, { '.': { version: 'src/index#version' } });
  assert.deepEqual(api.peers, { next: '^15' });
  assert.equal(plain(api.decls['src/index#version']?.type?.t ?? ''), "'1'");
});

test('a constant that is another function has its type as it was declared', () => {
  const api = readText(`import { Middleware } from 'framework/server'; export declare function proxy({ debug }?: { debug?: boolean }): Middleware;
/** @deprecated Use proxy. */
export declare const middleware: typeof proxy;`);
  const type = "(options?: { debug?: boolean }) => import('framework/server').Middleware";
  assert.equal(declaration(api, 'proxy').type.t, type);
  assert.deepEqual(declaration(api, 'middleware').type, { t: type, deprecated: 'Use proxy.' });
});

test('what a package beside this one exports is named, what it keeps to itself is written out', () => {
  const core = {
    'index.d.ts': `export interface User { id: string }
interface Options { port?: number; onFailure?: (user: User) => void }
declare class Client { #secret; getUser(): User | null; signOut(to?: string): void; dispose(): void }
export declare function createClient(id: string, options?: Options): Promise<Client>;
export {}; // else all of it would be exported`,
  };
  const api = read(
    {
      'lib/index.d.ts': `import { createClient, User } from 'core'; export { User } from 'core';
type Kept = Pick<Awaited<ReturnType<typeof createClient>>, 'getUser' | 'signOut'>;
type Options = NonNullable<Parameters<typeof createClient>[1]>;
export interface Context extends Kept { user: User | null }
export interface Props extends Options { id: string }`,
    },
    { core },
  );
  assert.equal(api.entries['.']?.['User'], 'core#User');
  assert.deepEqual([declaration(api, 'User').kind, declaration(api, 'User').type], ['reexport', { t: "import('core').User" }]);
  assert.deepEqual(declaration(api, 'Kept').members, { getUser: { t: "() => import('core').User | null" }, signOut: { t: '(to?: string) => void' } });
  assert.deepEqual(declaration(api, 'Options').members, {
    port: { t: 'number', optional: true },
    onFailure: { t: "(user: import('core').User) => void", optional: true },
  });
  assert.deepEqual(declaration(api, 'Context').extends, ['Kept']);
});

test('what is handed on from a package that is bundled or unknown to the program', () => {
  const api = readText(`export { Strange } from 'strange';`);
  assert.deepEqual(declaration(api, 'Strange').type, { t: "import('strange').Strange" });
});
