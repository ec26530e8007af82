// A type as the checker knows it, for what the written form does not say: inferred, computed and inherited types.

import ts from 'typescript';
import { func, intersection, list, object, parameter, quoted, union } from '../text.mjs';
import { tuple, writeNamed } from './named.mjs';

const { TypeFlags, ObjectFlags, SymbolFlags, SignatureKind } = ts;
const DEEPEST = 6;

/** @type {[ts.TypeFlags, string][]} */
const KEYWORDS = [
  [TypeFlags.Any, 'any'],
  [TypeFlags.Unknown, 'unknown'],
  [TypeFlags.String, 'string'],
  [TypeFlags.Number, 'number'],
  [TypeFlags.Boolean, 'boolean'],
  [TypeFlags.BigInt, 'bigint'],
  [TypeFlags.ESSymbol | TypeFlags.UniqueESSymbol, 'symbol'],
  [TypeFlags.Void, 'void'],
  [TypeFlags.Undefined, 'undefined'],
  [TypeFlags.Null, 'null'],
  [TypeFlags.Never, 'never'],
  [TypeFlags.NonPrimitive, 'object'],
];

/**
 * @param {import('./names.mjs').Names} names
 * @param {ts.Type} type
 * @param {{ depth?: number, expand?: boolean }} [how] `expand`: do not answer with the alias's own name
 * @returns {string}
 */
export function printType(names, type, { depth = 0, expand = false } = {}) {
  if (depth > DEEPEST || isError(type)) return 'unknown';
  /** @param {ts.Type} nested */
  const print = (nested) => printType(names, nested, { depth: depth + 1 });

  if (type.aliasSymbol && !expand) {
    const text = writeNamed(names, names.meaningOf(type.aliasSymbol), (type.aliasTypeArguments ?? []).map(print));
    if (text) return text;
  }
  const literal = printLiteralType(names, type);
  if (literal) return literal;
  const keyword = KEYWORDS.find(([flag]) => type.flags & flag);
  if (keyword) return keyword[1];
  if (/** @type {any} */ (type).isThisType) return selfReference(names, type.symbol);
  if (type.flags & TypeFlags.TypeParameter) return (type.symbol && writeNamed(names, names.meaningOf(type.symbol), [])) ?? 'unknown';
  if (type.isUnion()) return union(type.types.map(print));
  if (type.isIntersection()) return intersection(type.types.map(print));
  if (type.flags & TypeFlags.Object) return printObjectType(names, /** @type {ts.ObjectType} */ (type), depth);
  return 'unknown';
}

/** `this`, as the declaration with its own parameters. @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol */
export function selfReference(names, symbol) {
  const params = /** @type {ts.InterfaceType} */ (names.checker.getDeclaredTypeOfSymbol(symbol)).typeParameters ?? [];
  return writeNamed(names, names.meaningOf(symbol), params.map((param) => parameter(param.symbol.name))) ?? 'unknown';
}

/** The checker's own error type looks like `any`. @param {ts.Type} type */
const isError = (type) => /** @type {any} */ (type).intrinsicName === 'error';

/** @param {import('./names.mjs').Names} names @param {ts.Type} type */
function printLiteralType(names, type) {
  if (type.flags & TypeFlags.EnumLike && type.symbol && !(type.flags & TypeFlags.EnumLiteral && type.symbol.flags & SymbolFlags.EnumMember)) {
    return writeNamed(names, names.meaningOf(type.symbol), []);
  }
  if (type.isStringLiteral()) return quoted(type.value);
  if (type.isNumberLiteral()) return String(type.value);
  if (type.flags & TypeFlags.BooleanLiteral) return names.checker.typeToString(type);
  return undefined;
}

/** @param {import('./names.mjs').Names} names @param {ts.ObjectType} type @param {number} depth */
function printObjectType(names, type, depth) {
  const { checker } = names;
  /** @param {ts.Type} nested */
  const print = (nested) => printType(names, nested, { depth: depth + 1 });
  if (checker.isTupleType(type)) return tuple(checker.getTypeArguments(/** @type {ts.TypeReference} */ (type)).map(print));
  if (checker.isArrayType(type)) return list(print(checker.getTypeArguments(/** @type {ts.TypeReference} */ (type))[0] ?? checker.getAnyType()));

  const symbol = type.getSymbol();
  if (symbol && symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface)) {
    const statics = type.objectFlags & ObjectFlags.Anonymous && symbol.flags & SymbolFlags.Class;
    const params = type.objectFlags & ObjectFlags.Reference ? /** @type {ts.TypeReference} */ (type).target.typeParameters?.length ?? 0 : 0;
    const args = params ? checker.getTypeArguments(/** @type {ts.TypeReference} */ (type)).slice(0, params).map(print) : [];
    const meaning = names.meaningOf(symbol);
    const text = writeNamed(names, meaning, statics ? [] : args);
    if (text && statics) return meaning.kind === 'own' ? `typeof ${text}` : 'unknown';
    if (text) return text;
  }
  const calls = checker.getSignaturesOfType(type, SignatureKind.Call).map((each) => printCall(names, each, depth));
  const fields = checker.getPropertiesOfType(type).filter((property) => !property.name.startsWith('__'));
  const records = checker.getIndexInfosOfType(type).map((info) => `Record<${print(info.keyType)}, ${print(info.type)}>`);
  if (calls.length > 0) return intersection(calls);
  if (fields.length + records.length === 0 && type.objectFlags & ObjectFlags.Mapped) return 'unknown'; // over a type parameter
  const own = fields.map((field) => ({ name: field.name, type: print(checker.getTypeOfSymbol(field)), optional: Boolean(field.flags & SymbolFlags.Optional) }));
  return intersection([...records, ...(own.length > 0 || records.length === 0 ? [object(own)] : [])]);
}

/** @param {import('./names.mjs').Names} names @param {ts.Signature} signature @param {number} depth */
function printCall(names, signature, depth) {
  const { checker } = names;
  /** @param {ts.Type} nested */
  const print = (nested) => printType(names, nested, { depth: depth + 1 });
  const params = signature.getParameters().map((param) => {
    const node = param.valueDeclaration;
    const written = node && ts.isParameter(node) ? node : undefined;
    return {
      name: param.name.replace(/\W/g, '_'),
      type: print(checker.getTypeOfSymbol(param)),
      optional: Boolean(written?.questionToken ?? written?.initializer),
      rest: Boolean(written?.dotDotDotToken),
    };
  });
  return func((signature.typeParameters ?? []).map((each) => each.symbol.name), params, print(signature.getReturnType()));
}
