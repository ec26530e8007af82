// Spans over version indices: `[start, end, start, end, …]`, `end` exclusive.

/** @param {number[]} indices ascending @returns {number[]} */
export function spansOf(indices) {
  /** @type {number[]} */
  const spans = [];
  for (const index of indices) {
    if (spans.at(-1) === index) spans[spans.length - 1] = index + 1;
    else spans.push(index, index + 1);
  }
  return spans;
}

/** @param {number[]} a @param {number[]} b */
export const sameSpans = (a, b) => a.length === b.length && a.every((each, i) => each === b[i]);

/**
 * `in` as FORMAT.md wants it: left out where it equals the parent's.
 * @param {number[]} indices @param {number[]} parent indices @returns {{ in?: number[] }}
 */
export function life(indices, parent) {
  const spans = spansOf(indices);
  return sameSpans(spans, spansOf(parent)) ? {} : { in: spans };
}

/**
 * Indices by what holds at them, in order of first appearance.
 * @template T @param {Iterable<[number, T]>} values @param {(value: T) => string} keyOf
 * @returns {{ value: T, indices: number[] }[]}
 */
export function grouped(values, keyOf) {
  /** @type {Map<string, { value: T, indices: number[] }>} */
  const groups = new Map();
  for (const [index, value] of values) {
    const key = keyOf(value);
    const group = groups.get(key) ?? { value, indices: [] };
    group.indices.push(index);
    groups.set(key, group);
  }
  return [...groups.values()];
}
