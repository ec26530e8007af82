// A timeline as the text of `api.json`: types interned, keys sorted, one declaration per line.

/** @typedef {import('./timeline.mjs').Timeline} Timeline */

/** @param {Timeline} timeline @returns {string} */
export function writeTimeline(timeline) {
  const types = internTypes(timeline);
  /** @param {string} key @param {any} value */
  const withTypes = (key, value) => {
    if (key === 't') return types.indexOf(value);
    if (value && typeof value === 'object' && !Array.isArray(value)) return tidy(value);
    return value;
  };
  /** @param {any} value */
  const line = (value) => JSON.stringify(value, withTypes);
  /** @param {Record<string, any>} map @param {string} indent */
  const lines = (map, indent) => sorted(map).map(([key, value]) => `${indent}${JSON.stringify(key)}: ${line(value)}`).join(',\n');

  const entries = sorted(timeline.entries).map(([name, { exports, ...entry }]) => {
    const head = line(entry).slice(1, -1);
    return `    ${JSON.stringify(name)}: { ${head}${head && ', '}"exports": {\n${lines(exports, '      ')}\n    } }`;
  });
  return `{
  "format": ${timeline.format},
  "ecosystem": ${line(timeline.ecosystem)},
  "package": ${line(timeline.package)},
  "versions": ${line(timeline.versions)},
  "engines": ${line(timeline.engines)},
  "peers": ${line(timeline.peers)},
  "entries": {
${entries.join(',\n')}
  },
  "decls": {
${lines(timeline.decls, '    ')}
  },
  "contracts": {${Object.keys(timeline.contracts).length === 0 ? '' : `\n${lines(timeline.contracts, '    ')}\n  `}},
  "types": [
${types.list.map((type) => `    ${JSON.stringify(type)}`).join(',\n')}
  ]
}
`;
}

/** By code unit: the same on every machine. @template T @param {Record<string, T>} map @returns {[string, T][]} */
function sorted(map) {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

const ORDER = ['kind', 'in', 'path', 'params', 'takes', 'deprecated', 'extends', 'members', 'statics', 'construct', 'type'];

/** Sorts names, keeps the order of a declaration's own parts, and leaves out what is empty. @param {Record<string, any>} value */
function tidy(value) {
  if (typeof value['kind'] === 'string' && typeof value['path'] === 'string') {
    return Object.fromEntries(ORDER.flatMap((key) => (key in value && !isEmpty(value[key]) ? [[key, value[key]]] : [])));
  }
  const isVariant = 't' in value || 'd' in value || 'in' in value;
  return isVariant ? value : Object.fromEntries(sorted(value));
}

/** @param {any} value */
const isEmpty = (value) => typeof value === 'object' && Object.keys(value).length === 0;

/**
 * The types in order of the first version that has them, so that a new version adds at the end.
 * @param {Timeline} timeline
 */
function internTypes(timeline) {
  /** @type {Map<string, number>} */
  const first = new Map();
  /** @param {any} value @param {number} start */
  const visit = (value, start) => {
    if (!value || typeof value !== 'object') return;
    const from = Array.isArray(value.in) ? value.in[0] : start;
    if (typeof value.t === 'string') first.set(value.t, Math.min(first.get(value.t) ?? Infinity, from));
    else for (const nested of Object.values(value)) visit(nested, from);
  };
  visit(timeline.decls, 0);
  const list = [...first].sort(([a, i], [b, j]) => i - j || (a < b ? -1 : 1)).map(([type]) => type);
  const indices = new Map(list.map((type, index) => [type, index]));
  return { list, indexOf: (/** @type {string} */ type) => indices.get(type) };
}
