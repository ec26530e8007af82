// The small grammar of FORMAT.md, as text: how its pieces are put together. Knows nothing of the compiler.

/** A declaration of the package, to be replaced by its key once all versions are known. @param {string} id */
export const reference = (id) => `⟦${id}⟧`;

/** A type parameter of the declaration it stands in, which other versions may call otherwise. @param {string} name */
export const parameter = (name) => `⟪${name}⟫`;

/** @param {string} text @param {(name: string) => string} nameOf */
export const replaceParameters = (text, nameOf) => text.replace(/⟪([^⟫]*)⟫/g, (_, name) => nameOf(name));

/** @param {string} text @param {(id: string) => string} keyOf */
export const replaceReferences = (text, keyOf) => text.replace(/⟦([^⟧]*)⟧/g, (_, id) => keyOf(id));

/** @param {string} text @returns {string[]} */
export const referencesIn = (text) => [...text.matchAll(/⟦([^⟧]*)⟧/g)].map((match) => match[1] ?? '');

/** @param {string} value */
export const quoted = (value) => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** @param {string} name a member's name, quoted if it must be */
export const fieldName = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/**
 * The parts of a type at its top level.
 * @param {string} text @param {string} separator `|` or `&`
 */
export function split(text, separator) {
  const parts = [];
  let depth = 0;
  let start = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inText) {
      if (char === '\\') i++;
      else if (char === "'") inText = false;
      continue;
    }
    if (char === "'") inText = true;
    else if (char === '=' && text[i + 1] === '>' && depth === 0) return [text]; // a function reaches to the end
    else if (char === '=' && text[i + 1] === '>') i++;
    else if ('([{<'.includes(char ?? '')) depth++;
    else if (')]}>'.includes(char ?? '')) depth--;
    else if (depth === 0 && text.startsWith(` ${separator} `, i)) {
      parts.push(text.slice(start, i));
      start = i + 3;
      i += 2;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** @param {string} text */
const isFunction = (text) => /^[<(]/.test(text) && split(text, '|').length === 1 && /^(<[^(]*>)?\(/.test(text) && endsAsFunction(text);

/** Whether `=>` stands at the top level. @param {string} text */
function endsAsFunction(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "'") for (i++; text[i] !== "'" && i < text.length; i++) i += text[i] === '\\' ? 1 : 0;
    else if (char === '=' && text[i + 1] === '>') {
      if (depth === 0) return true;
      i++;
    } else if ('([{<'.includes(char ?? '')) depth++;
    else if (')]}>'.includes(char ?? '')) depth--;
  }
  return false;
}

/** @param {string} text */
const inParens = (text) => (isFunction(text) ? `(${text})` : text);

const LAST = ['null', 'undefined'];

/** A reference's name does not move with its file. @param {string} text */
const nameOnly = (text) => replaceReferences(text, (id) => id.split('#').at(-1) ?? id);

/** A union: flat, without duplicates, in one order, so that a reordered declaration is no change. @param {string[]} types */
export function union(types) {
  const parts = new Set(types.flatMap((type) => split(type, '|')).map((part) => inParens(part)));
  parts.delete('never');
  if (parts.has('true') && parts.has('false')) {
    parts.delete('true');
    parts.delete('false');
    parts.add('boolean');
  }
  if (parts.has('any')) return 'any';
  if (parts.has('unknown')) return 'unknown';
  const sorted = [...parts].sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b) || (nameOnly(a) < nameOnly(b) ? -1 : 1));
  const [only] = sorted;
  if (only === undefined) return 'never';
  return sorted.length === 1 ? bare(only) : sorted.join(' | ');
}

/** A function without the parentheses that it needs only among others. @param {string} text */
function bare(text) {
  return text.startsWith('(') && text.endsWith(')') && isFunction(text.slice(1, -1)) && !isFunction(text) ? text.slice(1, -1) : text;
}

/** @param {string[]} types @returns {string} */
export function intersection(types) {
  const parts = [...new Set(types.flatMap((type) => split(type, '&')))].filter((part) => part !== 'unknown' || types.length === 1);
  if (parts.length === 1) return parts[0] ?? 'unknown';
  return parts.length === 0 ? 'unknown' : parts.map((part) => (split(part, '|').length > 1 ? `(${part})` : inParens(part))).join(' & ');
}

/** @param {string} type */
export function list(type) {
  const compound = split(type, '|').length > 1 || split(type, '&').length > 1 || isFunction(type);
  return compound ? `(${type})[]` : `${type}[]`;
}

/** What is left of an optional thing's type: that it may be undefined is said by the `?`. @param {string} type */
export function withoutUndefined(type) {
  const parts = split(type, '|');
  return parts.length > 1 ? union(parts.filter((part) => part !== 'undefined')) : type;
}

/** @param {{ name: string, type: string, optional?: boolean, readonly?: boolean }[]} fields */
export function object(fields) {
  if (fields.length === 0) return '{}';
  const texts = fields.map(({ name, type, optional, readonly }) => {
    return `${readonly ? 'readonly ' : ''}${fieldName(name)}${optional ? '?' : ''}: ${optional ? withoutUndefined(type) : type}`;
  });
  return `{ ${texts.join('; ')} }`;
}

/**
 * @param {string[]} typeParams
 * @param {{ name: string, type: string, optional?: boolean, rest?: boolean }[]} params
 * @param {string} result
 */
export function func(typeParams, params, result) {
  const texts = params.map(({ name, type, optional, rest }) => {
    return `${rest ? '...' : ''}${name}${optional ? '?' : ''}: ${optional ? withoutUndefined(type) : type}`;
  });
  return `${typeParams.length ? `<${typeParams.join(', ')}>` : ''}(${texts.join(', ')}) => ${result}`;
}

/** @param {string} name @param {string[]} args */
export const applied = (name, args) => (args.length ? `${name}<${args.join(', ')}>` : name);
