import assert from 'node:assert/strict';
import { test } from 'node:test';
import { func, intersection, list, object, quoted, union, withoutUndefined } from '../lib/text.mjs';

test('a union is flat, in one order, without duplicates, null and undefined last', () => {
  assert.equal(union(['undefined', 'string', 'null', 'number | string']), 'number | string | null | undefined');
  assert.equal(union(['true', 'false', 'string']), 'boolean | string');
  assert.equal(union(['string', '() => void']), '(() => void) | string');
  assert.equal(union(['() => void']), '() => void');
  assert.equal(union(["'a | b'", "'a'"]), "'a | b' | 'a'");
});

test('a moved file does not reorder a union', () => {
  assert.equal(union(['⟦src/z#A⟧', '⟦src/a#B⟧']), '⟦src/z#A⟧ | ⟦src/a#B⟧');
});

test('overloads are an intersection of functions', () => {
  assert.equal(intersection(['(a: A) => B', '(c: C) => D | E']), '((a: A) => B) & ((c: C) => D | E)');
  assert.equal(intersection(['A | B', 'C']), '(A | B) & C');
});

test('a list of anything compound is in parentheses', () => {
  assert.equal(list('string'), 'string[]');
  assert.equal(list('string | null'), '(string | null)[]');
  assert.equal(list('() => void'), '(() => void)[]');
  assert.equal(list('{ a: string | null }'), '{ a: string | null }[]');
});

test('literals are escaped as in JSON but for the quotes', () => {
  assert.equal(quoted('it\'s "a"\n'), `'it\\'s "a"\\n'`);
});

test('what is optional does not say undefined twice', () => {
  assert.equal(withoutUndefined('string | undefined'), 'string');
  assert.equal(withoutUndefined('undefined'), 'undefined');
  assert.equal(object([{ name: 'a-b', type: 'null | undefined', optional: true, readonly: true }]), "{ readonly 'a-b'?: null }");
  assert.equal(func(['T'], [{ name: 'rest', type: 'T[]', rest: true }], 'void'), '<T>(...rest: T[]) => void');
});
