// The order of versions.

/** @param {string} version */
function parse(version) {
  const [core = '', pre] = version.split('+')[0]?.split(/-(.*)/s) ?? [];
  return { core: core.split('.').map(Number), pre: pre ? pre.split('.') : [] };
}

/** @param {string} version */
export const isPrerelease = (version) => parse(version).pre.length > 0;

/** @param {string} a @param {string} b */
export function compareVersions(a, b) {
  const [left, right] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left.core[i] ?? 0) - (right.core[i] ?? 0);
    if (difference) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (let i = 0; i < Math.max(left.pre.length, right.pre.length); i++) {
    const difference = compareIdentifiers(left.pre[i], right.pre[i]);
    if (difference) return difference;
  }
  return 0;
}

/** @param {string | undefined} a @param {string | undefined} b */
function compareIdentifiers(a, b) {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
