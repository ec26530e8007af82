// Surfaces of all versions, joined into one timeline.

/** A set of version indices as spans. @param {number[]} indices ascending */
export function spans(indices) {
  const out = [];
  for (const index of indices) {
    if (out.length && out[out.length - 1] === index) out[out.length - 1] = index + 1;
    else out.push(index, index + 1);
  }
  return out;
}

const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const REFERENCE = /\u0001([^\u0002]*)\u0002/g;

/** How much two declarations have in common: 1 if nothing speaks against their being one. */
function likeness(a, b) {
  if (a.kind !== b.kind) return 0;
  const [x, y] = [Object.keys(a.members ?? {}), Object.keys(b.members ?? {})];
  if (x.length === 0 || y.length === 0) return x.length === y.length ? 1 : 0;
  const shared = x.filter((name) => y.includes(name)).length;
  return shared / Math.min(x.length, y.length);
}

/**
 * One key for the same declaration over all versions.
 * @param {{ decls: Record<string, any> }[]} surfaces
 * @returns {Map<string, string>[]} for each version: `path#name` → key
 */
function identities(surfaces) {
  /** `path#name` → key. */ const byPath = new Map();
  /** name → keys. */ const byName = new Map();
  /** key → how it was last. */ const latest = new Map();
  return surfaces.map(({ decls }) => {
    const result = new Map();
    const taken = new Set();
    const give = (local, key) => {
      result.set(local, key);
      taken.add(key);
      byPath.set(local, key);
      latest.set(key, decls[local]);
    };
    const locals = Object.keys(decls).sort();
    const open = [];
    for (const local of locals) {
      const key = byPath.get(local);
      if (key && !taken.has(key)) give(local, key);
      else open.push(local);
    }
    for (const local of open) {
      const name = local.slice(local.indexOf('#') + 1);
      const rivals = open.filter((other) => other.endsWith(`#${name}`));
      const free = (byName.get(name) ?? []).filter((key) => !taken.has(key) && likeness(latest.get(key), decls[local]) >= 0.5);
      if (rivals.length === 1 && free.length === 1) {
        give(local, free[0]);
        continue;
      }
      const area = local.includes('/') ? local.slice(0, local.indexOf('/')) : 'root';
      const keys = byName.get(name) ?? [];
      let key = keys.length === 0 ? name : `${name}@${area}`;
      for (let n = 2; keys.includes(key); n += 1) key = `${name}@${area}${n}`;
      byName.set(name, [...keys, key]);
      give(local, key);
    }
    return result;
  });
}

/**
 * @param {{ ecosystem: string, name: string, versions: string[], surfaces: any[] }} input
 * @returns {any} the timeline in the form of FORMAT.md
 */
export function timeline({ ecosystem, name, versions, surfaces }) {
  const keys = identities(surfaces);
  const types = new Map();
  const all = versions.map((_, index) => index);
  const intern = (text) => {
    if (!types.has(text)) types.set(text, types.size);
    return types.get(text);
  };
  const named = (text, version) => text.replace(REFERENCE, (_, local) => keys[version].get(local) ?? 'unknown');
  const withLife = (indices, parent, rest) => (same(indices, parent) ? rest : { in: spans(indices), ...rest });

  /** Variants of one member: versions with the same description are one. */
  const variants = (list, parent) => {
    const groups = new Map();
    for (const [version, variant] of list) {
      const id = JSON.stringify(variant);
      if (!groups.has(id)) groups.set(id, { variant, indices: [] });
      groups.get(id).indices.push(version);
    }
    return [...groups.values()].map(({ variant, indices }) => {
      const { type, ...rest } = variant;
      return withLife(indices, parent, { t: intern(type), ...rest });
    });
  };
  const variantOf = (member, version) => {
    const texts = member.types.map((t) => named(t, version));
    const type = texts.length === 1 ? texts[0] : texts.map((t) => `(${t})`).join(' & ');
    return {
      type,
      ...(member.optional ? { optional: true } : {}),
      ...(member.readonly ? { readonly: true } : {}),
      ...(member.deprecated !== undefined ? { deprecated: member.deprecated } : {}),
      ...(member.http ? { http: member.http } : {}),
    };
  };

  /** key → [version, declaration][] */
  const lives = new Map();
  surfaces.forEach((surface, version) => {
    for (const [local, decl] of Object.entries(surface.decls)) {
      const key = keys[version].get(local);
      if (!lives.has(key)) lives.set(key, []);
      lives.get(key).push([version, decl, local]);
    }
  });

  const stable = (indices) => indices.some((index) => !versions[index].includes('-'));
  const decls = {};
  for (const key of [...lives.keys()].sort()) {
    const life = lives.get(key);
    const indices = life.map(([version]) => version);
    if (!stable(indices)) continue;
    const [, last, lastLocal] = life[life.length - 1];
    const out = { kind: last.kind, ...withLife(indices, all, {}), path: lastLocal.slice(0, lastLocal.indexOf('#')) };
    if (last.params?.length) out.params = last.params;
    const deprecated = life.filter(([, d]) => d.deprecated !== undefined).map(([version, d]) => [version, { type: 'never', deprecated: d.deprecated }]);
    if (deprecated.length) out.deprecated = variants(deprecated, indices).map(({ t: _, ...rest }) => rest);
    for (const part of ['members', 'statics']) {
      const members = {};
      for (const [version, decl] of life) {
        for (const [member, value] of Object.entries(decl[part] ?? {})) (members[member] ??= []).push([version, variantOf(value, version)]);
      }
      const kept = Object.entries(members).filter(([, list]) => stable(list.map(([version]) => version)));
      if (kept.length) out[part] = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([member, list]) => [member, variants(list, indices)]));
    }
    const bases = {};
    for (const [version, decl] of life) for (const base of decl.extends ?? []) (bases[named(base, version)] ??= []).push(version);
    if (Object.keys(bases).length) out.extends = Object.entries(bases).map(([text, list]) => withLife(list, indices, { t: intern(text) }));
    for (const part of ['construct', 'type']) {
      const list = life.filter(([, decl]) => decl[part] !== undefined).map(([version, decl]) => [version, { type: named(decl[part], version) }]);
      if (list.length) out[part] = variants(list, indices);
    }
    decls[key] = out;
  }

  const entries = {};
  for (const entry of [...new Set(surfaces.flatMap((s) => Object.keys(s.entries)))].sort()) {
    const indices = all.filter((version) => entry in surfaces[version].entries);
    const names = {};
    for (const version of indices) {
      for (const [exported, local] of Object.entries(surfaces[version].entries[entry])) {
        ((names[exported] ??= {})[keys[version].get(local)] ??= []).push(version);
      }
    }
    const exported = Object.entries(names)
      .map(([text, byKey]) => [text, Object.entries(byKey).filter(([key, list]) => stable(list) && decls[key])])
      .filter(([, list]) => list.length)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([text, list]) => [text, list.sort((a, b) => a[1][0] - b[1][0]).map(([key, versionsOf]) => withLife(versionsOf, indices, { d: key }))]);
    entries[entry] = { ...withLife(indices, all, {}), exports: Object.fromEntries(exported) };
  }

  const bySpan = (read) => {
    const groups = new Map();
    surfaces.forEach((surface, version) => {
      const value = read(surface);
      if (Object.keys(value).length === 0) return;
      const id = JSON.stringify(value);
      if (!groups.has(id)) groups.set(id, { value, indices: [] });
      groups.get(id).indices.push(version);
    });
    return [...groups.values()].map(({ value, indices }) => ({ in: spans(indices), ...value }));
  };
  return {
    format: 1,
    ecosystem,
    package: name,
    versions,
    engines: bySpan((s) => s.engines),
    peers: bySpan((s) => (Object.keys(s.peers).length ? { peers: s.peers } : {})),
    entries,
    decls,
    types: [...types.keys()],
  };
}

/** A timeline as text: a line for each export list, declaration and type, so that a difference can be read. @param {any} api */
export function render(api) {
  const lines = (value, indent) => Object.entries(value).map(([key, one]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(one)}`).join(',\n');
  const entries = Object.entries(api.entries).map(([name, { exports: exported, ...rest }]) => {
    const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}, `).join('');
    return `  ${JSON.stringify(name)}: { ${head}"exports": {\n${lines(exported, '    ')}\n  } }`;
  });
  const plain = ['format', 'ecosystem', 'package', 'versions', 'engines', 'peers'].map((key) => `"${key}": ${JSON.stringify(api[key])}`);
  return `{ ${plain.join(',\n  ')},\n"entries": {\n${entries.join(',\n')}\n},\n"decls": {\n${lines(api.decls, '  ')}\n},\n"types": [\n${api.types.map((t) => `  ${JSON.stringify(t)}`).join(',\n')}\n] }\n`;
}
