// A type as it was written in a declaration file, in the grammar of FORMAT.md. References keep their names; what the
// grammar has no words for is handed to the checker.

import ts from 'typescript';
import { applied, func, intersection, list, object, quoted, reference, union } from '../text.mjs';
import { tuple, writeNamed } from './named.mjs';
import { printType } from './print-type.mjs';

const KEYWORDS = new Map([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.VoidKeyword, 'void'],
  [ts.SyntaxKind.AnyKeyword, 'any'],
  [ts.SyntaxKind.UnknownKeyword, 'unknown'],
  [ts.SyntaxKind.NeverKeyword, 'never'],
  [ts.SyntaxKind.ObjectKeyword, 'object'],
  [ts.SyntaxKind.BigIntKeyword, 'bigint'],
  [ts.SyntaxKind.SymbolKeyword, 'symbol'],
  [ts.SyntaxKind.UndefinedKeyword, 'undefined'],
]);

/**
 * @param {import('./names.mjs').Names} names
 * @param {ts.TypeNode | undefined} node
 * @returns {string}
 */
export function printNode(names, node) {
  if (!node) return 'any';
  const keyword = KEYWORDS.get(node.kind);
  if (keyword) return keyword;
  /** @param {ts.TypeNode | undefined} nested */
  const print = (nested) => printNode(names, nested);
  if (ts.isParenthesizedTypeNode(node)) return print(node.type);
  if (ts.isLiteralTypeNode(node)) return printLiteral(node.literal) ?? byChecker(names, node);
  if (ts.isArrayTypeNode(node)) return list(print(node.elementType));
  if (ts.isTupleTypeNode(node)) return tuple(node.elements.map((element) => print(elementType(element))));
  if (ts.isUnionTypeNode(node)) return union(node.types.map(print));
  if (ts.isIntersectionTypeNode(node)) return intersection(node.types.map(print));
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return print(node.type);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.UniqueKeyword) return 'symbol';
  if (ts.isTypePredicateNode(node)) return node.assertsModifier ? 'void' : 'boolean';
  if (ts.isFunctionTypeNode(node)) return printSignature(names, node);
  if (ts.isTypeLiteralNode(node)) return printObject(names, node.members);
  if (ts.isTypeReferenceNode(node)) return printReference(names, node, node.typeName, node.typeArguments);
  if (ts.isExpressionWithTypeArguments(node)) return printReference(names, node, node.expression, node.typeArguments);
  if (ts.isTypeQueryNode(node)) return printQuery(names, node);
  if (ts.isImportTypeNode(node)) return printImport(names, node);
  return byChecker(names, node);
}

/** @param {import('./names.mjs').Names} names @param {ts.TypeNode} node */
function byChecker(names, node) {
  return printType(names, names.checker.getTypeFromTypeNode(node));
}

/** @param {ts.TypeNode | ts.NamedTupleMember} element @returns {ts.TypeNode} */
function elementType(element) {
  if (ts.isNamedTupleMember(element)) return elementType(element.type);
  if (ts.isOptionalTypeNode(element)) return element.type;
  if (!ts.isRestTypeNode(element)) return element;
  return ts.isArrayTypeNode(element.type) ? element.type.elementType : element.type;
}

/** @param {ts.Expression} literal @returns {string | undefined} */
export function printLiteral(literal) {
  if (ts.isStringLiteralLike(literal)) return quoted(literal.text);
  if (ts.isNumericLiteral(literal)) return literal.text;
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return 'false';
  if (literal.kind === ts.SyntaxKind.NullKeyword) return 'null';
  if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand)) return `${literal.operator === ts.SyntaxKind.MinusToken ? '-' : ''}${literal.operand.text}`;
  return undefined;
}

/**
 * @param {import('./names.mjs').Names} names @param {ts.TypeNode} node
 * @param {ts.EntityName | ts.Expression} name @param {ts.NodeArray<ts.TypeNode> | undefined} args
 */
function printReference(names, node, name, args) {
  const meaning = names.meaningAt(name);
  if (meaning.kind === 'own' && meaning.symbol.flags & ts.SymbolFlags.EnumMember) return byChecker(names, node);
  return writeNamed(names, meaning, (args ?? []).map((each) => printNode(names, each))) ?? byChecker(names, node);
}

/** @param {import('./names.mjs').Names} names @param {ts.TypeQueryNode} node */
function printQuery(names, node) {
  const meaning = names.meaningAt(node.exprName);
  if (meaning.kind === 'own' && meaning.symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Enum)) return `typeof ${reference(names.idOf(meaning.symbol))}`;
  if (meaning.kind === 'own') {
    // As it was declared: the checker does not know what comes from packages that are not there.
    const nodes = meaning.symbol.declarations ?? [];
    const functions = nodes.filter(ts.isFunctionDeclaration);
    if (functions.length > 0 && functions.length === nodes.length) return intersection(functions.map((each) => printSignature(names, each)));
    const [only] = nodes.filter(ts.isVariableDeclaration);
    if (only?.type && !ts.isTypeQueryNode(only.type)) return printNode(names, only.type);
  }
  return meaning.kind === 'own' || (meaning.kind === 'foreign' && meaning.symbol) ? byChecker(names, node) : 'unknown';
}

/** `import('./x').Y` @param {import('./names.mjs').Names} names @param {ts.ImportTypeNode} node */
function printImport(names, node) {
  if (!node.qualifier || node.isTypeOf) return byChecker(names, node);
  const args = (node.typeArguments ?? []).map((each) => printNode(names, each));
  const from = ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal) ? node.argument.literal.text : '.';
  if (!from.startsWith('.')) return applied(`import('${from}').${node.qualifier.getText()}`, args);
  return writeNamed(names, names.meaningAt(node.qualifier), args) ?? byChecker(names, node);
}

/**
 * @param {import('./names.mjs').Names} names
 * @param {ts.SignatureDeclaration} node
 * @param {string} [result] instead of what is written
 */
export function printSignature(names, node, result) {
  const params = node.parameters.filter((param) => param.name.getText() !== 'this');
  return func(
    (node.typeParameters ?? []).map((param) => param.name.text),
    params.map((param, index) => ({
      name: ts.isIdentifier(param.name) ? param.name.text : `options${index || ''}`, // taken apart where it is declared
      type: printNode(names, param.type),
      optional: Boolean(param.questionToken ?? param.initializer),
      rest: Boolean(param.dotDotDotToken),
    })),
    result ?? printNode(names, node.type),
  );
}

/**
 * An object type without a name.
 * @param {import('./names.mjs').Names} names
 * @param {ts.NodeArray<ts.TypeElement>} members
 */
function printObject(names, members) {
  const calls = members.filter(ts.isCallSignatureDeclaration).map((member) => printSignature(names, member));
  const records = members.filter(ts.isIndexSignatureDeclaration).map((member) => printIndex(names, member));
  /** @type {Map<string, { name: string, types: string[], optional: boolean, readonly: boolean }>} */
  const fields = new Map();
  for (const member of members) {
    const name = member.name && memberName(member.name);
    if (name === undefined || ts.isSetAccessorDeclaration(member)) continue;
    const readonly = Boolean(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Readonly);
    const field = fields.get(name) ?? { name, types: [], optional: Boolean(member.questionToken), readonly };
    field.types.push(printMember(names, member));
    fields.set(name, field);
  }
  const own = [...fields.values()].map(({ types, ...field }) => ({ ...field, type: intersection(types) }));
  const parts = [...calls, ...records, ...(own.length > 0 || calls.length + records.length === 0 ? [object(own)] : [])];
  return intersection(parts);
}

/** `[key: string]: T` @param {import('./names.mjs').Names} names @param {ts.IndexSignatureDeclaration} node */
export function printIndex(names, node) {
  return applied('Record', [printNode(names, node.parameters[0]?.type), printNode(names, node.type)]);
}

/** The type of one declaration of a member. @param {import('./names.mjs').Names} names @param {ts.Declaration} member @returns {string} */
export function printMember(names, member) {
  if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) return printSignature(names, member);
  if (ts.isGetAccessorDeclaration(member)) return printNode(names, member.type);
  if (ts.isSetAccessorDeclaration(member)) return printNode(names, member.parameters[0]?.type);
  if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) || ts.isParameter(member)) {
    if (member.type) return printNode(names, member.type);
    const literal = !ts.isPropertySignature(member) && member.initializer && printLiteral(member.initializer);
    if (literal) return literal;
  }
  const symbol = names.checker.getSymbolAtLocation(/** @type {any} */ (member).name ?? member);
  return symbol ? printType(names, names.checker.getTypeOfSymbol(symbol)) : 'unknown';
}

/** A member's name; undefined where it is private or computed. @param {ts.PropertyName | ts.BindingName} name */
export function memberName(name) {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}
