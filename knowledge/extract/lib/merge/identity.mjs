// Which declarations of different versions are one thing, and the key of each.
//
// The same source path and name is the same thing. A thing that moved to another file is recognised where the two
// never live together and look alike; everything else that shares a name gets a key of its own.

import { replaceParameters, replaceReferences } from '../text.mjs';

/**
 * @typedef {import('../read/declaration.mjs').Declaration} Declaration
 * @typedef {import('../read/version.mjs').VersionApi} VersionApi
 * @typedef {{ ids: string[], name: string, byVersion: Map<number, Declaration>, exported: number }} Thing
 */

/** How alike two declarations of one name must be to be one that moved. */
const ALIKE = 0.5;

/** Names that the grammar has taken. */
const TAKEN = new Set(['Promise', 'Record', 'Pick', 'Omit', 'Partial', 'Required', 'AsyncIterable', 'Readonly']);

/**
 * @param {VersionApi[]} versions in order
 * @returns {{ things: Map<string, Thing>, keyOf: (id: string) => string | undefined }} things by key
 */
export function identify(versions) {
  /** @type {Map<string, Thing[]>} */
  const byName = new Map();
  for (const thing of collect(versions).values()) byName.set(thing.name, [...(byName.get(thing.name) ?? []), thing]);
  /** @type {Map<string, Thing>} */
  const things = new Map();
  for (const [name, same] of byName) {
    const joined = join(same);
    joined.sort((a, b) => a.exported - b.exported || firstOf(a) - firstOf(b) || b.byVersion.size - a.byVersion.size || (pathOf(a) < pathOf(b) ? -1 : 1));
    for (const thing of joined) things.set(freeKey(name, thing, things), thing);
  }
  const keys = new Map([...things].flatMap(([key, thing]) => thing.ids.map((id) => [id, key])));
  return { things, keyOf: (id) => keys.get(id) };
}

/** @param {VersionApi[]} versions @returns {Map<string, Thing>} by identity within a version */
function collect(versions) {
  /** @type {Map<string, Thing>} */
  const found = new Map();
  versions.forEach((version, index) => {
    for (const [id, declaration] of Object.entries(version.decls)) {
      const thing = found.get(id) ?? { ids: [id], name: declaration.name, byVersion: new Map(), exported: Infinity };
      thing.byVersion.set(index, declaration);
      found.set(id, thing);
    }
    for (const exports of Object.values(version.entries)) {
      for (const [name, id] of Object.entries(exports)) {
        const thing = found.get(id);
        if (thing?.name === name) thing.exported = Math.min(thing.exported, index);
      }
    }
  });
  return found;
}

/** @param {Thing} thing */
const firstOf = (thing) => Math.min(...thing.byVersion.keys());

/** @param {Thing} thing */
const pathOf = (thing) => thing.byVersion.get(firstOf(thing))?.path ?? '';

/** @param {Thing[]} same things of one name @returns {Thing[]} */
function join(same) {
  /** @type {Thing[]} */
  const joined = [];
  for (const thing of [...same].sort((a, b) => firstOf(a) - firstOf(b) || (pathOf(a) < pathOf(b) ? -1 : 1))) {
    const candidates = joined
      .filter((earlier) => ![...thing.byVersion.keys()].some((index) => earlier.byVersion.has(index)))
      .map((earlier) => ({ earlier, alike: likeness(before(earlier, firstOf(thing)), thing.byVersion.get(firstOf(thing))) }))
      .filter(({ alike }) => alike >= ALIKE)
      .sort((a, b) => b.alike - a.alike);
    const moved = candidates[0]?.earlier;
    if (!moved) {
      joined.push({ ...thing, byVersion: new Map(thing.byVersion) });
      continue;
    }
    moved.ids.push(...thing.ids);
    moved.exported = Math.min(moved.exported, thing.exported);
    for (const [index, declaration] of thing.byVersion) moved.byVersion.set(index, declaration);
  }
  return joined;
}

/** How it was last before a version. @param {Thing} thing @param {number} index */
function before(thing, index) {
  const earlier = [...thing.byVersion.keys()].filter((each) => each < index);
  return thing.byVersion.get(earlier.length ? Math.max(...earlier) : firstOf(thing));
}

/**
 * From 0, nothing in common, to 1, the same.
 * @param {Declaration | undefined} a @param {Declaration | undefined} b
 */
export function likeness(a, b) {
  if (!a || !b) return 0;
  const [left, right] = [features(a), features(b)];
  const common = [...left].filter((each) => right.has(each)).length;
  const all = new Set([...left, ...right]).size;
  const sameFile = fileOf(a.path) === fileOf(b.path) ? 0.1 : 0;
  return Math.min(1, (all === 0 ? ALIKE : common / all) + sameFile);
}

/** @param {Declaration} declaration */
function features(declaration) {
  const { members, type, extends: bases } = declaration;
  const own = Object.keys(members);
  const texts = [...(type ? [type.t] : []), ...bases].map((text) => replaceParameters(replaceReferences(text, (id) => id.split('#')[1] ?? id), String));
  return new Set([...own, ...texts]);
}

/** @param {string} path */
const fileOf = (path) => path.split('/').at(-1);

/** @param {string} name @param {Thing} thing @param {Map<string, Thing>} taken */
function freeKey(name, thing, taken) {
  const area = pathOf(thing).replace(/^src\//, '').split('/')[0] ?? '';
  const wanted = [...(TAKEN.has(name) ? [] : [name]), `${name}@${area.replace(/[^\w-]/g, '-')}`];
  for (let n = 2; ; n++) {
    const key = wanted.find((each) => !taken.has(each));
    if (key) return key;
    wanted.push(`${wanted.at(1) ?? wanted[0]}-${n}`);
  }
}
