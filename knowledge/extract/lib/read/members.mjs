// The members of one declaration, as variants of this version.

import ts from 'typescript';
import { intersection, quoted, withoutUndefined } from '../text.mjs';
import { memberName, printMember, printSignature } from './print-node.mjs';
import { printType } from './print-type.mjs';

/**
 * @typedef {object} Variant
 * @property {string} t
 * @property {true} [optional]
 * @property {true} [readonly]
 * @property {string} [deprecated]
 * @property {string} [http]
 * @typedef {Record<string, Variant>} Members
 */

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** The text of a `@deprecated` tag, "" without text; undefined where there is none. @param {ts.Node[]} nodes */
export function deprecation(nodes) {
  const tags = nodes.map((node) => ts.getJSDocTags(node).find((tag) => tag.tagName.text === 'deprecated'));
  if (nodes.length === 0 || tags.some((tag) => !tag)) return undefined;
  return (ts.getTextOfJSDocComment(tags[0]?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * @param {string} t
 * @param {{ optional?: boolean, readonly?: boolean, deprecated?: string | undefined, http?: string | undefined }} [more]
 * @returns {Variant}
 */
export function variant(t, { optional = false, readonly = false, deprecated, http } = {}) {
  return {
    t: optional ? withoutUndefined(t) : t,
    ...(optional && { optional: /** @type {const} */ (true) }),
    ...(readonly && { readonly: /** @type {const} */ (true) }),
    ...(deprecated !== undefined && { deprecated }),
    ...(http !== undefined && { http }),
  };
}

/**
 * Declared members of a class, an interface or an object type - statics if given the symbol's exports.
 * @param {import('./names.mjs').Names} names
 * @param {ts.SymbolTable | undefined} table
 * @param {(name: string) => string | undefined} [http]
 * @returns {Members}
 */
export function declaredMembers(names, table, http = () => undefined) {
  /** @type {Members} */
  const members = {};
  for (const symbol of table?.values() ?? []) {
    const nodes = (symbol.declarations ?? []).filter((node) => !(ts.getCombinedModifierFlags(node) & HIDDEN));
    const [first] = nodes;
    if (!first || symbol.flags & ts.SymbolFlags.TypeParameter || !isMember(first)) continue;
    const name = memberName(first.name);
    if (name === undefined) continue;
    const getters = nodes.filter(ts.isGetAccessorDeclaration);
    const read = getters.length > 0 ? getters : nodes;
    members[name] = variant(intersection(read.map((node) => printMember(names, node))), {
      optional: Boolean(symbol.flags & ts.SymbolFlags.Optional) || ('questionToken' in first && Boolean(first.questionToken)),
      readonly: (getters.length > 0 && !nodes.some(ts.isSetAccessorDeclaration)) || Boolean(ts.getCombinedModifierFlags(first) & ts.ModifierFlags.Readonly),
      deprecated: deprecation(read),
      http: http(name),
    });
  }
  return members;
}

/** @param {ts.Declaration} node @returns {node is ts.Declaration & { name: ts.PropertyName }} */
function isMember(node) {
  return (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameter(node)) && node.name !== undefined && !ts.isPrivateIdentifier(node.name);
}

/**
 * Everything a type of another package has: what is inherited from it is told where it is inherited.
 * @param {import('./names.mjs').Names} names @param {ts.Type} type @returns {Members}
 */
export function flattenedMembers(names, type) {
  /** @type {Members} */
  const members = {};
  for (const symbol of names.checker.getPropertiesOfType(type)) {
    const nodes = symbol.declarations ?? [];
    if (symbol.name.startsWith('__') || nodes.some((node) => ts.getCombinedModifierFlags(node) & HIDDEN)) continue;
    const text = printType(names, names.checker.getTypeOfSymbol(symbol));
    members[symbol.name] = variant(text, { optional: Boolean(symbol.flags & ts.SymbolFlags.Optional), deprecated: deprecation(nodes) });
  }
  return members;
}

/** Names and values of an enum. @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol @returns {Members} */
export function enumMembers(names, symbol) {
  /** @type {Members} */
  const members = {};
  for (const member of symbol.exports?.values() ?? []) {
    const node = member.valueDeclaration;
    if (!node || !ts.isEnumMember(node)) continue;
    const value = names.checker.getConstantValue(node);
    members[member.name] = variant(typeof value === 'string' ? quoted(value) : String(value ?? 'number'), { deprecated: deprecation([node]) });
  }
  return members;
}

/**
 * Names and values of a constant object that stands for an enum; undefined if it does not.
 * @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol @returns {Members | undefined}
 */
export function literalMembers(names, symbol) {
  const type = names.checker.getTypeOfSymbol(symbol);
  const properties = type.flags & ts.TypeFlags.Object ? type.getProperties() : [];
  if (properties.length === 0 || type.getCallSignatures().length > 0) return undefined;
  /** @type {Members} */
  const members = {};
  for (const property of properties) {
    const value = names.checker.getTypeOfSymbol(property);
    if (!value.isStringLiteral() && !value.isNumberLiteral()) return undefined;
    members[property.name] = variant(printType(names, value), { deprecated: deprecation(property.declarations ?? []) });
  }
  return members;
}

/**
 * The public constructor as a function that makes `self`.
 * @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol @param {string} self @returns {Variant | undefined}
 */
export function constructorOf(names, symbol, self) {
  const isAbstract = symbol.declarations?.some((node) => ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract);
  if (isAbstract) return undefined;
  const type = names.checker.getTypeOfSymbol(symbol);
  const nodes = names.checker.getSignaturesOfType(type, ts.SignatureKind.Construct).map((signature) => signature.getDeclaration());
  const open = nodes.filter((node) => !node || !(ts.getCombinedModifierFlags(node) & HIDDEN));
  if (open.length === 0) return undefined;
  const texts = open.map((node) => (node && !ts.isClassLike(node) ? printSignature(names, node, self) : `() => ${self}`));
  return variant(intersection(texts), { deprecated: deprecation(open.filter((node) => node && ts.isConstructorDeclaration(node))) });
}
