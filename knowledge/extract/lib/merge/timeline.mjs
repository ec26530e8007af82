// All versions of a package as one timeline, in the shape of FORMAT.md - with types still as text.

import semver from 'semver';
import { replaceParameters, replaceReferences } from '../text.mjs';
import { identify } from './identity.mjs';
import { grouped, life } from './spans.mjs';

/**
 * @typedef {import('../read/version.mjs').VersionApi} VersionApi
 * @typedef {import('../read/declaration.mjs').Declaration} Declaration
 * @typedef {import('../read/members.mjs').Variant} Variant
 * @typedef {import('../read/members.mjs').Members} Members
 * @typedef {Variant & { in?: number[] }} Lived a variant with its life
 */

/**
 * @param {string} name of the package
 * @param {string[]} versions in order
 * @param {VersionApi[]} apis one for each
 */
export function createTimeline(name, versions, apis) {
  const all = versions.map((_, index) => index);
  const { things, keyOf } = identify(apis);
  /** Whether something is more than a trial. @param {number[]} indices */
  const released = (indices) => indices.some((index) => !semver.prerelease(versions[index] ?? ''));
  const dropped = new Set([...things].filter(([, thing]) => !released([...thing.byVersion.keys()])).map(([key]) => key));
  /** @param {string} text */
  const resolve = (text) => {
    return replaceReferences(text, (id) => {
      const key = keyOf(id);
      return key === undefined || dropped.has(key) ? 'unknown' : key;
    });
  };

  /** @type {Record<string, object>} */
  const decls = {};
  for (const [key, thing] of things) {
    if (!dropped.has(key)) decls[key] = createDeclaration(new Map([...thing.byVersion].sort(([a], [b]) => a - b)), all, released, resolve);
  }
  return {
    format: 1,
    ecosystem: 'npm',
    package: name,
    versions,
    engines: grouped(entriesOf(apis, (api) => api.engines.node), String).map(({ value, indices }) => ({ ...life(indices, all), node: value })),
    peers: grouped(entriesOf(apis, (api) => (Object.keys(api.peers).length ? api.peers : undefined)), JSON.stringify).map(({ value, indices }) => ({
      ...life(indices, all),
      peers: value,
    })),
    entries: createEntries(apis, all, released, (id) => keyOf(id) ?? id),
    decls,
    contracts: createContracts(apis, all, released),
  };
}

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/**
 * @template T @param {VersionApi[]} apis @param {(api: VersionApi) => T | undefined} pick
 * @returns {[number, T][]}
 */
function entriesOf(apis, pick) {
  return apis.flatMap((api, index) => {
    const value = pick(api);
    return value === undefined ? [] : [/** @type {[number, T]} */ ([index, value])];
  });
}

/**
 * @param {VersionApi[]} apis @param {number[]} all
 * @param {(indices: number[]) => boolean} released @param {(id: string) => string} keyOf
 */
function createEntries(apis, all, released, keyOf) {
  /** @type {Record<string, { in?: number[], exports: Record<string, { in?: number[], d: string }[]> }>} */
  const entries = {};
  for (const entry of new Set(apis.flatMap((api) => Object.keys(api.entries)))) {
    const lives = all.filter((index) => apis[index]?.entries[entry]);
    if (!released(lives)) continue;
    /** @type {Record<string, { in?: number[], d: string }[]>} */
    const exports = {};
    for (const name of new Set(lives.flatMap((index) => Object.keys(apis[index]?.entries[entry] ?? {})))) {
      const ids = entriesOf(apis, (api) => api.entries[entry]?.[name]);
      if (!released(ids.map(([index]) => index))) continue;
      exports[name] = grouped(ids.map(([index, id]) => /** @type {[number, string]} */ ([index, keyOf(id)])), String)
        .filter(({ indices }) => released(indices))
        .map(({ value, indices }) => ({ ...life(indices, lives), d: value }));
    }
    entries[entry] = { ...life(lives, all), exports };
  }
  return entries;
}

/**
 * @param {VersionApi[]} apis @param {number[]} all @param {(indices: number[]) => boolean} released
 * @returns {Record<string, Record<string, { in?: number[] }>>} kind -> name -> life
 */
function createContracts(apis, all, released) {
  const named = entriesOf(apis, (api) => api.contracts).flatMap(([index, contracts]) =>
    Object.entries(contracts).flatMap(([kind, names]) => names.map((name) => /** @type {[number, string]} */ ([index, `${kind}:${name}`]))),
  );
  /** @type {Record<string, Record<string, { in?: number[] }>>} */
  const contracts = {};
  for (const { value, indices } of grouped(named, String)) {
    const [kind = '', name = ''] = value.split(':');
    if (released(indices)) (contracts[kind] ??= {})[name] = life(indices, all);
  }
  return contracts;
}

/**
 * @param {Map<number, Declaration>} byVersion in order @param {number[]} all
 * @param {(indices: number[]) => boolean} released @param {(text: string) => string} resolve
 */
function createDeclaration(byVersion, all, released, resolve) {
  const lives = [...byVersion.keys()];
  const newest = /** @type {Declaration} */ (byVersion.get(lives.at(-1) ?? 0));
  /** @param {(declaration: Declaration) => Variant | undefined} pick @returns {Lived[]} */
  const variants = (pick) => {
    const found = [...byVersion].flatMap(([index, declaration]) => {
      const variant = pick(declaration);
      /** As the newest version calls it. @param {string} name */
      const parameter = (name) => newest.params[declaration.params.indexOf(name)] ?? name;
      return variant ? [/** @type {[number, Variant]} */ ([index, { ...variant, t: replaceParameters(resolve(variant.t), parameter) }])] : [];
    });
    if (!released(found.map(([index]) => index))) return [];
    return grouped(found, JSON.stringify).map(({ value, indices }) => ({ ...life(indices, lives), ...value }));
  };
  /** @param {'members' | 'statics'} which */
  const members = (which) => {
    const names = new Set([...byVersion.values()].flatMap((declaration) => Object.keys(declaration[which])));
    const found = [...names].map((name) => /** @type {const} */ ([name, variants((declaration) => declaration[which][name])]));
    return Object.fromEntries(found.filter(([, lived]) => lived.length > 0));
  };
  const bases = [...new Set([...byVersion.values()].flatMap((declaration) => declaration.extends))];
  const deprecated = grouped([...byVersion].flatMap(([index, { deprecated: text }]) => (text === undefined ? [] : [/** @type {[number, string]} */ ([index, text])])), String);
  const takes = grouped([...byVersion].flatMap(([index, { takes: count }]) => (count ? [/** @type {[number, { least: number, most: number }]} */ ([index, count])] : [])), JSON.stringify);
  return {
    kind: newest.kind,
    ...life(lives, all),
    path: newest.path,
    params: newest.params,
    takes: takes.map(({ value, indices }) => ({ ...life(indices, lives), ...value })),
    deprecated: deprecated.map(({ value, indices }) => ({ ...life(indices, lives), text: value })),
    extends: bases.flatMap((base) => variants((declaration) => (declaration.extends.includes(base) ? { t: base } : undefined))),
    members: members('members'),
    statics: members('statics'),
    construct: variants((declaration) => declaration.construct),
    type: variants((declaration) => declaration.type),
  };
}
