// One declaration of one version: what kind of thing a symbol is, and what it has.

import ts from 'typescript';
import { applied, intersection, parameter, reference } from '../text.mjs';
import { constructorOf, declaredMembers, deprecation, enumMembers, flattenedMembers, literalMembers, variant } from './members.mjs';
import { printIndex, printNode, printSignature } from './print-node.mjs';
import { printType } from './print-type.mjs';

/**
 * @typedef {import('./members.mjs').Variant} Variant
 * @typedef {import('./members.mjs').Members} Members
 * @typedef {object} Declaration
 * @property {string} name
 * @property {string} path
 * @property {'class' | 'interface' | 'enum' | 'alias' | 'function' | 'const' | 'namespace' | 'reexport'} kind
 * @property {string[]} params
 * @property {{ least: number, most: number }} [takes]
 * @property {string[]} extends
 * @property {Members} members
 * @property {Members} statics
 * @property {Variant} [construct]
 * @property {Variant} [type]
 * @property {string} [deprecated]
 * @typedef {(owner: { name: string, path: string }, method: string, isStatic: boolean) => string | undefined} HttpOf
 */

const { SymbolFlags } = ts;

/**
 * @param {import('./names.mjs').Names} names
 * @param {string} id
 * @param {ts.Symbol} symbol
 * @param {HttpOf} http
 * @returns {Declaration}
 */
export function readDeclaration(names, id, symbol, http) {
  const name = names.ownName(symbol);
  const path = names.pathOf(symbol);
  const nodes = symbol.declarations ?? [];
  const params = nodes.flatMap(typeParameters).filter((each, index, all) => all.indexOf(each) === index);
  const deprecated = deprecation(nodes);
  const takes = { least: Math.min(...nodes.filter(isGeneric).map(wantedArguments)), most: params.length };
  /** @type {Declaration} */
  const base = { name, path, kind: 'const', params, ...(params.length > 0 && { takes }), extends: [], members: {}, statics: {}, ...(deprecated !== undefined && { deprecated }) };

  if (symbol.flags & SymbolFlags.Class) {
    const construct = constructorOf(names, symbol, applied(reference(id), params.map(parameter)));
    return inherit(names, nodes, {
      ...base,
      kind: 'class',
      members: declaredMembers(names, symbol.members, (method) => http(base, method, false)),
      statics: declaredMembers(names, symbol.exports, (method) => http(base, method, true)),
      ...(construct && { construct }),
    });
  }
  if (symbol.flags & SymbolFlags.Enum) return { ...base, kind: 'enum', members: enumMembers(names, symbol) };
  if (symbol.flags & SymbolFlags.Function) return { ...base, kind: 'function', type: functionType(names, nodes) };
  if (symbol.flags & SymbolFlags.Variable) return readConstant(names, symbol, base);
  if (symbol.flags & SymbolFlags.Interface) return inherit(names, nodes, { ...base, kind: 'interface', members: declaredMembers(names, symbol.members) });
  if (symbol.flags & SymbolFlags.TypeAlias) return readAlias(names, nodes, base);
  if (symbol.flags & SymbolFlags.Module) return { ...base, kind: 'namespace', members: namespaceMembers(names, symbol) };
  return base;
}

/** @param {ts.Declaration} node */
const isGeneric = (node) => ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** @param {ts.Declaration} node */
const parametersOf = (node) => (isGeneric(node) ? [.../** @type {ts.InterfaceDeclaration} */ (node).typeParameters ?? []] : []);

/** @param {ts.Declaration} node */
const typeParameters = (node) => parametersOf(node).map((param) => param.name.text);

/** How many type arguments have to be given. @param {ts.Declaration} node */
const wantedArguments = (node) => parametersOf(node).filter((param) => !param.default).length;

/** @param {import('./names.mjs').Names} names @param {ts.Declaration[]} nodes @returns {Variant} */
function functionType(names, nodes) {
  const functions = nodes.filter(ts.isFunctionDeclaration);
  return variant(intersection(functions.map((node) => printSignature(names, node))), { deprecated: deprecation(functions) });
}

/** @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol @param {Declaration} base @returns {Declaration} */
function readConstant(names, symbol, base) {
  const literals = symbol.flags & SymbolFlags.TypeAlias ? literalMembers(names, symbol) : undefined;
  if (literals) return { ...base, kind: 'enum', members: literals };
  const node = symbol.valueDeclaration;
  const text = node && ts.isVariableDeclaration(node) && node.type ? printNode(names, node.type) : printType(names, names.checker.getTypeOfSymbol(symbol));
  return { ...base, kind: 'const', type: variant(text, { deprecated: base.deprecated }) };
}

/** @param {import('./names.mjs').Names} names @param {ts.Declaration[]} nodes @param {Declaration} base @returns {Declaration} */
function readAlias(names, nodes, base) {
  const node = nodes.find(ts.isTypeAliasDeclaration);
  if (!node) return base;
  if (ts.isTypeLiteralNode(node.type) && node.type.members.length > 0 && !node.type.members.some(ts.isCallSignatureDeclaration)) {
    const symbol = /** @type {any} */ (node.type).symbol;
    return { ...base, kind: 'alias', members: declaredMembers(names, symbol?.members), extends: indexSignatures(names, node.type.members) };
  }
  const whole = names.checker.getTypeFromTypeNode(node.type);
  if (isOfHidden(names, node.type)) return { ...base, kind: 'alias', members: flattenedMembers(names, whole) };
  const computed = ts.isIndexedAccessTypeNode(node.type) || ts.isConditionalTypeNode(node.type) || ts.isMappedTypeNode(node.type) || ts.isTypeOperatorNode(node.type);
  const text = computed ? printType(names, names.checker.getTypeFromTypeNode(node.type), { expand: true }) : printNode(names, node.type);
  return { ...base, kind: 'alias', type: variant(text, { deprecated: base.deprecated }) };
}

/**
 * Whether a type is an object of a package beside this one that has no name to call it by, or a part of such an object.
 * @param {import('./names.mjs').Names} names @param {ts.TypeNode} node @returns {boolean}
 */
function isOfHidden(names, node) {
  if (names.isHidden(names.checker.getTypeFromTypeNode(node).getSymbol())) return true;
  const isPart = ts.isTypeReferenceNode(node) && ['Pick', 'Omit', 'Partial', 'Required', 'Readonly'].includes(node.typeName.getText());
  const whole = isPart ? node.typeArguments?.[0] : undefined;
  return whole !== undefined && isOfHidden(names, whole);
}

/**
 * Adds what a class or an interface inherits: bases of this package by name, members of others one by one.
 * @param {import('./names.mjs').Names} names @param {ts.Declaration[]} nodes @param {Declaration} declaration
 */
function inherit(names, nodes, declaration) {
  const bases = [];
  for (const node of nodes) {
    if (!ts.isClassLike(node) && !ts.isInterfaceDeclaration(node)) continue;
    bases.push(...indexSignatures(names, node.members));
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue;
      for (const base of clause.types) {
        const inherited = foreignBase(names, base);
        if (inherited) declaration.members = { ...inherited, ...declaration.members };
        else bases.push(printNode(names, base));
      }
    }
    const calls = ts.isInterfaceDeclaration(node) ? node.members.filter(ts.isCallSignatureDeclaration) : [];
    if (calls.length > 0) declaration.type = variant(intersection(calls.map((call) => printSignature(names, call))));
  }
  declaration.extends = [...new Set(bases)];
  return declaration;
}

/** @param {import('./names.mjs').Names} names @param {ts.ExpressionWithTypeArguments} base @returns {Members | undefined} */
function foreignBase(names, base) {
  const meaning = names.meaningAt(base.expression);
  if (meaning.kind !== 'foreign' || !meaning.symbol || !(meaning.symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface))) return undefined;
  return flattenedMembers(names, names.checker.getTypeAtLocation(base));
}

/** @param {import('./names.mjs').Names} names @param {ts.NodeArray<ts.ClassElement | ts.TypeElement>} members */
function indexSignatures(names, members) {
  return [...members].filter(ts.isIndexSignatureDeclaration).map((member) => printIndex(names, member));
}

/** @param {import('./names.mjs').Names} names @param {ts.Symbol} symbol @returns {Members} */
function namespaceMembers(names, symbol) {
  /** @type {Members} */
  const members = {};
  for (const member of names.checker.getExportsOfModule(symbol)) {
    const target = names.resolved(member);
    if (!(target.flags & SymbolFlags.Value)) continue;
    members[member.name] = variant(printType(names, names.checker.getTypeOfSymbol(target)), { deprecated: deprecation(target.declarations ?? []) });
  }
  return members;
}
