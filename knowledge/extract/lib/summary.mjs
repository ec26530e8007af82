// What a reader of the newest version wants to know at a glance.

/** @param {import('./read/version.mjs').VersionApi | undefined} api */
export function summary(api) {
  if (!api) return 'nothing read';
  return Object.entries(api.entries)
    .map(([name, exports]) => `  ${name}: ${Object.keys(exports).length} exports`)
    .join('\n');
}
