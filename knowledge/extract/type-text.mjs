// Types as text in the grammar of FORMAT.md.

import ts from 'typescript';

const BUILTIN = new Set(['Promise', 'Record', 'Pick', 'Omit', 'Partial', 'Required', 'Readonly', 'AsyncIterable']);
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

const quote = (text) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const fieldName = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));
const wrap = (text) => (/[|&]|=>/.test(text) ? `(${text})` : text);
const union = (parts) => {
  const flat = [...new Set(parts)];
  if (flat.includes('true') && flat.includes('false')) {
    return union([...flat.filter((p) => p !== 'true' && p !== 'false'), 'boolean']);
  }
  return flat.includes('unknown') ? 'unknown' : flat.map((p) => (p.includes('=>') ? `(${p})` : p)).join(' | ');
};

/** The name of a member, if it is a plain one. @param {ts.PropertyName | undefined} name */
export function memberName(name) {
  if (!name) return undefined;
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}

/**
 * @typedef {object} Context
 * @property {ts.TypeChecker} checker
 * @property {(symbol: ts.Symbol) => string | undefined} reference the key of a declaration of this package; notes it
 * @property {(symbol: ts.Symbol) => { package: string, name: string } | undefined} foreign
 */

/** @param {ts.TypeNode | undefined} node @param {Context} context @returns {string} */
export function typeText(node, context) {
  if (!node) return 'unknown';
  const again = (n) => typeText(n, context);
  if (KEYWORDS.has(node.kind)) return KEYWORDS.get(node.kind);
  if (ts.isParenthesizedTypeNode(node)) return again(node.type);
  if (ts.isLiteralTypeNode(node)) return literalText(node.literal);
  if (ts.isArrayTypeNode(node)) return list(again(node.elementType));
  if (ts.isTupleTypeNode(node)) return list(union(node.elements.map((e) => again(ts.isNamedTupleMember(e) ? e.type : ts.isOptionalTypeNode(e) || ts.isRestTypeNode(e) ? e.type : e))));
  if (ts.isUnionTypeNode(node)) return union(node.types.map(again));
  if (ts.isIntersectionTypeNode(node)) return node.types.map(again).map((t) => (/[|]|=>/.test(t) ? `(${t})` : t)).join(' & ');
  if (ts.isTypeLiteralNode(node)) return objectText(node.members, context);
  if (ts.isFunctionTypeNode(node)) return signatureText(node, context);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return again(node.type);
  if (ts.isTypePredicateNode(node)) return node.assertsModifier ? 'void' : 'boolean';
  if (ts.isTypeQueryNode(node)) {
    const symbol = context.checker.getSymbolAtLocation(node.exprName);
    const key = symbol && context.reference(symbol);
    return key ? `typeof ${key}` : resolved(node, context);
  }
  if (ts.isTypeReferenceNode(node)) return referenceText(node, node.typeName, node.typeArguments, context);
  if (ts.isExpressionWithTypeArguments(node)) return referenceText(node, node.expression, node.typeArguments, context);
  if (ts.isImportTypeNode(node) && node.qualifier) return referenceText(node, node.qualifier, node.typeArguments, context);
  return resolved(node, context);
}

const list = (element) => `${wrap(element)}[]`;

function literalText(literal) {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return 'null';
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return 'false';
  if (ts.isStringLiteral(literal) || ts.isNoSubstitutionTemplateLiteral(literal)) return quote(literal.text);
  if (ts.isNumericLiteral(literal)) return literal.text;
  if (ts.isPrefixUnaryExpression(literal)) return 'number';
  return 'unknown';
}

function referenceText(node, name, args, context) {
  const { checker } = context;
  let symbol = checker.getSymbolAtLocation(name);
  if (!symbol) return 'unknown';
  if (symbol.flags & ts.SymbolFlags.TypeParameter) return symbol.name;
  const given = (args ?? []).map((a) => typeText(a, context));
  const withArgs = (text) => (given.length ? `${text}<${given.join(', ')}>` : text);
  const key = context.reference(symbol);
  if (key) {
    const enumMember = ts.isQualifiedName(name) && checker.getSymbolAtLocation(name)?.flags & ts.SymbolFlags.EnumMember;
    return enumMember ? resolved(node, context) : withArgs(key);
  }
  if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  if (symbol.flags & ts.SymbolFlags.EnumMember) return resolved(node, context);
  const text = ts.isIdentifier(name) ? name.text : symbol.name;
  if ((text === 'Array' || text === 'ReadonlyArray') && given.length === 1) return list(given[0]);
  if (BUILTIN.has(text) && given.length) return withArgs(text);
  const foreign = context.foreign(symbol);
  if (foreign) return withArgs(`import('${foreign.package}').${foreign.name}`);
  return resolved(node, context);
}

/** What the checker makes of a type that has no plain form; `unknown` where that is not plain either. */
function resolved(node, context) {
  return checkedText(context.checker.getTypeFromTypeNode(node), context, 0);
}

/** @param {ts.Type} type @param {Context} context @param {number} depth @returns {string} */
export function checkedText(type, context, depth) {
  const { checker } = context;
  if (depth > 3) return 'unknown';
  const again = (t) => checkedText(t, context, depth + 1);
  if (type.flags & ts.TypeFlags.StringLiteral) return quote(type.value);
  if (type.flags & ts.TypeFlags.NumberLiteral) return String(type.value);
  if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type);
  if (type.flags & ts.TypeFlags.String) return 'string';
  if (type.flags & ts.TypeFlags.Number) return 'number';
  if (type.flags & ts.TypeFlags.Boolean) return 'boolean';
  if (type.flags & ts.TypeFlags.Null) return 'null';
  if (type.flags & ts.TypeFlags.Undefined) return 'undefined';
  if (type.flags & ts.TypeFlags.Void) return 'void';
  if (type.flags & ts.TypeFlags.TypeParameter) return type.symbol?.name ?? 'unknown';
  const key = (type.aliasSymbol && context.reference(type.aliasSymbol)) ?? (type.symbol && context.reference(type.symbol));
  if (key) {
    const args = type.aliasSymbol ? type.aliasTypeArguments : type.flags & ts.TypeFlags.Object && checker.getTypeArguments(type);
    return args?.length ? `${key}<${args.map(again).join(', ')}>` : key;
  }
  if (type.isUnion()) return union(type.types.map(again));
  if (checker.isArrayType(type)) return list(again(checker.getTypeArguments(type)[0]));
  if (type.symbol?.name === 'Promise') return `Promise<${again(checker.getTypeArguments(type)[0])}>`;
  if (type.flags & ts.TypeFlags.Object && type.symbol && type.symbol.flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral)) {
    const calls = type.getCallSignatures();
    if (calls.length) return calls[0].declaration ? signatureText(calls[0].declaration, context) : 'unknown';
    const fields = checker.getPropertiesOfType(type).map((p) => {
      const optional = p.flags & ts.SymbolFlags.Optional ? '?' : '';
      return `${fieldName(p.name)}${optional}: ${again(checker.getNonOptionalType?.(checker.getTypeOfSymbol(p)) ?? checker.getTypeOfSymbol(p))}`;
    });
    return fields.length && fields.length <= 60 ? `{ ${fields.join('; ')} }` : 'unknown';
  }
  return 'unknown';
}

/** @param {readonly ts.TypeElement[]} members @param {Context} context */
function objectText(members, context) {
  const fields = [];
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) {
      if (members.length === 1) return `Record<${typeText(member.parameters[0]?.type, context)}, ${typeText(member.type, context)}>`;
      continue;
    }
    const name = memberName(member.name);
    if (name === undefined) continue;
    const optional = member.questionToken ? '?' : '';
    const type = ts.isMethodSignature(member) ? signatureText(member, context) : typeText(member.type, context);
    fields.push(`${fieldName(name)}${optional}: ${type}`);
  }
  return fields.length ? `{ ${fields.join('; ')} }` : 'object';
}

/** A function as text. @param {ts.SignatureDeclaration} node @param {Context} context @param {string} [result] */
export function signatureText(node, context, result) {
  const params = node.parameters
    .filter((p) => !(ts.isIdentifier(p.name) && p.name.text === 'this'))
    .map((p, index) => {
      const name = ts.isIdentifier(p.name) ? p.name.text : index === 0 ? 'options' : `options${index}`;
      const optional = p.questionToken || p.initializer ? '?' : '';
      return `${p.dotDotDotToken ? '...' : ''}${name}${optional}: ${typeText(p.type, context)}`;
    });
  const types = (node.typeParameters ?? []).map((t) => t.name.text);
  return `${types.length ? `<${types.join(', ')}>` : ''}(${params.join(', ')}) => ${result ?? typeText(node.type, context)}`;
}

/** Several functions of one name. @param {string[]} signatures */
export const overloads = (signatures) => (signatures.length === 1 ? signatures[0] : signatures.map((s) => `(${s})`).join(' & '));
