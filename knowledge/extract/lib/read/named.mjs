// How a reference to a named type is written.

import { applied, list, parameter, reference, union } from '../text.mjs';
import { PLATFORM } from './names.mjs';

/** Generic types of the platform that the grammar has. */
const BUILTIN = new Set(['Promise', 'Record', 'Pick', 'Omit', 'Partial', 'Required', 'AsyncIterable', 'Readonly']);

/** Type functions: what they yield is written, not their name. */
const COMPUTED = new Set([
  'Exclude', 'Extract', 'NonNullable', 'ReturnType', 'Parameters', 'ConstructorParameters', 'InstanceType', 'Awaited', 'ThisType', 'NoInfer',
  'OmitThisParameter', 'ThisParameterType', 'Uppercase', 'Lowercase', 'Capitalize', 'Uncapitalize',
]);

/**
 * @param {import('./names.mjs').Names} names
 * @param {import('./names.mjs').Meaning} meaning
 * @param {string[]} args
 * @returns {string | undefined} undefined where only the checker can say what it is
 */
export function writeNamed(names, meaning, args) {
  switch (meaning.kind) {
    case 'param':
      return meaning.ofDeclaration ? parameter(meaning.name) : meaning.name;
    case 'own':
      return applied(reference(names.idOf(meaning.symbol)), args);
    case 'foreign':
      return meaning.package === PLATFORM ? writePlatform(meaning.name, args) : applied(`import('${meaning.package}').${meaning.name}`, args);
    default:
      return undefined;
  }
}

/** @param {string} name @param {string[]} args */
function writePlatform(name, args) {
  if (BUILTIN.has(name)) return applied(name, args);
  if (name === 'Array' || name === 'ReadonlyArray') return list(args[0] ?? 'any');
  if (name === 'PromiseLike') return applied('Promise', args);
  if (name === 'Function' || name === 'Object') return name === 'Object' ? 'object' : 'unknown';
  if (COMPUTED.has(name)) return undefined;
  return applied(`import('${PLATFORM}').${name}`, args);
}

/** A tuple as the list of what it may hold. @param {string[]} elements */
export const tuple = (elements) => list(union(elements));
