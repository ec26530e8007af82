// What one wants to know of a version at a glance: how much there is, and which client methods make no known call.

import { referencesIn } from './text.mjs';

/** @param {import('./read/version.mjs').VersionApi} api @param {string} [client] name of the exported client class */
export function summary(api, client) {
  const exported = Object.entries(api.entries).map(([name, exports]) => `${name} ${Object.keys(exports).length} exports`);
  if (client === undefined) return `  ${exported.join(', ')}`;
  const methods = clientMethods(api, api.entries['.']?.[client]);
  const without = methods.filter(({ http }) => http === undefined).map(({ path }) => path);
  return [`  ${exported.join(', ')}`, `  ${methods.length} client methods, ${without.length} without a call: ${without.join(' ')}`].join('\n');
}

/**
 * The methods that are reached from a class through members that are classes themselves.
 * @param {import('./read/version.mjs').VersionApi} api @param {string | undefined} id @param {string} [prefix] @param {string[]} [seen]
 * @returns {{ path: string, http: string | undefined }[]}
 */
export function clientMethods(api, id, prefix = '', seen = []) {
  const declaration = id === undefined ? undefined : api.decls[id];
  if (!id || declaration?.kind !== 'class' || seen.includes(id)) return [];
  const inherited = declaration.extends.flatMap((base) => clientMethods(api, referencesIn(base)[0], prefix, [...seen, id]));
  const own = Object.entries(declaration.members).flatMap(([name, { t, http }]) => {
    const path = `${prefix}${name}`;
    if (t.includes('=>')) return [{ path, http }];
    const [only] = /^⟦[^⟧]*⟧$/.test(t) ? referencesIn(t) : [];
    return clientMethods(api, only, `${path}.`, [...seen, id]);
  });
  const paths = new Set(own.map(({ path }) => path));
  return [...own, ...inherited.filter(({ path }) => !paths.has(path))];
}
