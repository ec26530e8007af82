// What a package shows the outside world besides its types: names of environment variables, cookies and headers, query
// parameters and error codes, as the shipped code holds them. `*` stands for what is only known when it runs.

import ts from 'typescript';
import { calledName } from './code.mjs';

/**
 * @typedef {import('./code.mjs').Code} Code
 * @typedef {'cookie' | 'env' | 'error' | 'header' | 'query'} Kind
 * @typedef {Partial<Record<Kind, string[]>>} Contracts names by kind, sorted
 */

/** Methods whose first argument is the name of an entry. */
const ENTRY = new Set(['get', 'getAll', 'set', 'append', 'delete', 'has']);

/** Those of them that write it. */
const WRITES = new Set(['set', 'append']);

/** How many constants and calls a name is followed through. */
const DEEPEST = 6;

/** What every package reads, and none promises. */
const COMMON = /^(accept|authorization|content-type|content-length|cookie|set-cookie|cache-control|pragma|expires|retry-after|location|host|origin|referer|user-agent|vary|purpose|sec-.*|rsc|next-.*|x-middleware-.*|x-forwarded-.*)$/i;

/** @param {Code} code @returns {Contracts} */
export function readContracts(code) {
  /** @type {Record<Kind, Set<string>>} */
  const found = { cookie: new Set(), env: new Set(), error: new Set(), header: new Set(), query: new Set() };
  const constants = collectConstants(code);
  const readers = environmentReaders(code);
  /** @param {Kind} kind @param {ts.Expression | undefined} name */
  const add = (kind, name) => {
    for (const text of name ? textsOf(code, constants, name, 0) : []) if (isName(kind, text)) found[kind].add(text);
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (isMember(node) && isEnvironment(node.expression)) add('env', memberName(node));
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer && isEnvironment(node.initializer)) {
      for (const { propertyName, name } of node.name.elements) found.env.add((propertyName ?? name).getText());
    }
    if (ts.isCallExpression(node)) {
      if (readers.has(calledName(node.expression) ?? '')) add('env', node.arguments[0]);
      entry(node);
    }
    if (ts.isElementAccessExpression(node) && holder(node.expression) === 'header') add('header', node.argumentExpression);
    if (ts.isObjectLiteralExpression(node) && isHeaders(node)) for (const each of node.properties) if (each.name && ts.isStringLiteralLike(each.name)) add('header', each.name);
    if (ts.isObjectLiteralExpression(node) && isQuery(node)) for (const each of node.properties) add('query', keyOf(each));
    if (ts.isBinaryExpression(node) && isEquality(node.operatorToken.kind) && isErrorCode(node.left)) add('error', node.right);
    if (ts.isCaseClause(node) && isErrorCode(node.parent.parent.expression)) add('error', node.expression);
    if (ts.isNewExpression(node)) for (const each of codesGiven(node)) add('error', each);
    ts.forEachChild(node, visit);
  };
  /** `cookies().set(NAME, …)`, `headers.append('Set-Cookie', `${NAME}=…`)`. @param {ts.CallExpression} node */
  const entry = ({ expression, arguments: [name, value] }) => {
    if (!ts.isPropertyAccessExpression(expression) || !ENTRY.has(expression.name.text) || !name) return;
    const kind = holder(expression.expression);
    // A cookie that is only looked for may be left over from an earlier version: what is written counts.
    if (kind && (kind !== 'cookie' || WRITES.has(expression.name.text))) add(kind, ts.isObjectLiteralExpression(name) ? field(name, 'name') : name);
    if (kind !== 'header' || !value || !textsOf(code, constants, name, 0).some((text) => /^set-cookie$/i.test(text))) return;
    for (const text of textsOf(code, constants, value, 0)) {
      const cookie = text.split('=')[0] ?? '';
      if (text.includes('=') && isName('cookie', cookie)) found.cookie.add(cookie);
    }
  };
  for (const source of code.sources) visit(source);
  const kinds = /** @type {Kind[]} */ (Object.keys(found));
  return Object.fromEntries(kinds.filter((kind) => found[kind].size > 0).map((kind) => [kind, [...found[kind]].sort()]));
}

/** Whether a text is a name that a package may promise. @param {Kind} kind @param {string} text */
function isName(kind, text) {
  const own = text.replaceAll('*', '');
  switch (kind) {
    case 'env':
      return /WORKOS/.test(own) && /^[A-Z][A-Z0-9_]*$/.test(text);
    case 'header':
      return /^[\w-]*\w[\w-]*$/.test(own) && own.length > 2 && !COMMON.test(own);
    case 'error':
      return /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(text);
    default:
      return /^\w[\w-]*\*?$/.test(text) && own.length > 1;
  }
}

/** What the entries of an object are, by the name that holds it. @param {ts.Expression} expression @returns {Kind | undefined} */
function holder(expression) {
  const name = calledName(ts.isAwaitExpression(expression) ? expression.expression : expression) ?? heldBy(expression);
  if (!name) return undefined;
  if (/cookie(s|Store)?$/i.test(name)) return 'cookie';
  if (/headers(List)?$/i.test(name)) return 'header';
  return /(searchParams|urlParams|queryParams)$/i.test(name) ? 'query' : undefined;
}

/** The name in `(await cookies())` and `request.cookies`. @param {ts.Expression} expression @returns {string | undefined} */
function heldBy(expression) {
  if (ts.isParenthesizedExpression(expression) || ts.isAwaitExpression(expression)) return heldBy(expression.expression);
  return ts.isCallExpression(expression) ? calledName(expression.expression) : calledName(expression);
}

/** @param {ts.ObjectLiteralExpression} node @param {string} name */
function field(node, name) {
  const found = node.properties.find((each) => each.name?.getText() === name);
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

/** `headers: { … }`, `new Headers({ … })`. @param {ts.ObjectLiteralExpression} node */
function isHeaders({ parent }) {
  if (ts.isNewExpression(parent)) return calledName(parent.expression) === 'Headers';
  const name = ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) ? parent.name.getText() : undefined;
  return name !== undefined && /headers$/i.test(name);
}

/** `toQueryString({ … })`; `new URLSearchParams({ … })` is as often the body of a request. @param {ts.ObjectLiteralExpression} node */
const isQuery = ({ parent }) => ts.isCallExpression(parent) && /query(String|Params)$/i.test(calledName(parent.expression) ?? '');

/** A name that is written out. @param {ts.ObjectLiteralElementLike} property */
function keyOf({ name }) {
  if (!name) return undefined;
  return ts.isIdentifier(name) ? ts.factory.createStringLiteral(name.text) : ts.isStringLiteralLike(name) ? name : undefined;
}

/** @param {ts.SyntaxKind} kind */
const isEquality = (kind) => kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;

/** `error.code`, `data.error`, `cause?.error`. @param {ts.Expression} expression */
const isErrorCode = (expression) => /^(code|error)$/.test(calledName(withoutOptional(expression)) ?? '');

/** `a.b` in `(a === null || a === void 0 ? void 0 : a.b)`, to which compilers lower `a?.b`. @param {ts.Expression} expression @returns {ts.Expression} */
function withoutOptional(expression) {
  if (ts.isParenthesizedExpression(expression)) return withoutOptional(expression.expression);
  return ts.isConditionalExpression(expression) && ts.isVoidExpression(expression.whenTrue) ? withoutOptional(expression.whenFalse) : expression;
}

/** The codes in `new CallbackError('…', 'missing_tokens')`, and in `const ERROR_CODES = new Set([…])`. @param {ts.NewExpression} node @returns {readonly ts.Expression[]} */
function codesGiven({ parent, expression, arguments: given = [] }) {
  const name = calledName(expression) ?? '';
  if (/(Error|Exception)$/.test(name)) return given.filter(ts.isStringLiteralLike);
  const [list] = given;
  const isList = name === 'Set' && ts.isVariableDeclaration(parent) && /error_?codes$/i.test(parent.name.getText());
  return isList && list && ts.isArrayLiteralExpression(list) ? list.elements : [];
}

/** @param {ts.Node} node @returns {node is ts.PropertyAccessExpression | ts.ElementAccessExpression} */
const isMember = (node) => ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);

/** @param {ts.PropertyAccessExpression | ts.ElementAccessExpression} node @returns {ts.Expression} */
const memberName = (node) => (ts.isPropertyAccessExpression(node) ? ts.factory.createStringLiteral(node.name.text) : node.argumentExpression);

/** `process.env`, `import.meta.env`. @param {ts.Expression} expression @returns {boolean} */
function isEnvironment(expression) {
  if (ts.isParenthesizedExpression(expression)) return isEnvironment(expression.expression);
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'env') return false;
  return ts.isMetaProperty(expression.expression) || calledName(expression.expression) === 'process';
}

/** Functions that read the variable whose name they are given first, themselves or through another. @param {Code} code */
function environmentReaders(code) {
  /** @type {Set<string>} */
  const readers = new Set();
  for (let known = -1; known < readers.size; ) {
    known = readers.size;
    for (const [name, { parameters, body }] of code.functions) {
      const param = parameters[0]?.name.getText();
      if (param !== undefined && readsEnvironment(body, param, readers)) readers.add(name);
    }
  }
  return readers;
}

/** @param {ts.Node} node @param {string} param @param {Set<string>} readers @returns {boolean} */
function readsEnvironment(node, param, readers) {
  if (ts.isElementAccessExpression(node) && isEnvironment(node.expression) && node.argumentExpression.getText() === param) return true;
  if (ts.isCallExpression(node) && readers.has(calledName(node.expression) ?? '') && node.arguments[0]?.getText() === param) return true;
  return ts.forEachChild(node, (each) => readsEnvironment(each, param, readers) || undefined) ?? false;
}

/** What constants of modules are made of, by name; more than one value where several modules use the name. @param {Code} code */
function collectConstants(code) {
  /** @type {Map<string, ts.Expression[]>} */
  const constants = new Map();
  /** @param {string} name @param {ts.Expression} value */
  const add = (name, value) => constants.set(name, [...(constants.get(name) ?? []), value]);
  for (const source of code.sources) {
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement)) {
        for (const { name, initializer } of statement.declarationList.declarations) if (initializer && ts.isIdentifier(name)) add(name.text, initializer);
      }
      const assigned = ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? statement.expression : undefined;
      if (assigned && ts.isPropertyAccessExpression(assigned.left)) add(assigned.left.name.text, assigned.right);
    }
  }
  return constants;
}

/**
 * The texts that an expression may be.
 * @param {Code} code @param {Map<string, ts.Expression[]>} constants @param {ts.Expression} expression @param {number} depth @returns {string[]}
 */
function textsOf(code, constants, expression, depth) {
  if (depth > DEEPEST) return [];
  /** @param {ts.Expression} nested */
  const texts = (nested) => textsOf(code, constants, nested, depth + 1);
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return texts(expression.expression);
  if (ts.isConditionalExpression(expression)) return [...texts(expression.whenTrue), ...texts(expression.whenFalse)];
  if (ts.isTemplateExpression(expression)) {
    let found = [expression.head.text];
    for (const { expression: part, literal } of expression.templateSpans) {
      const values = texts(part);
      found = found.flatMap((before) => (values.length > 0 ? values : ['*']).map((value) => before + value + literal.text));
    }
    return found;
  }
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken ? [...texts(expression.left), ...texts(expression.right)] : [];
  }
  if (ts.isIdentifier(expression)) return local(expression)?.flatMap(texts) ?? (constants.get(expression.text) ?? []).flatMap(texts);
  if (ts.isPropertyAccessExpression(expression)) return isEnvironment(expression.expression) ? [] : (constants.get(expression.name.text) ?? []).flatMap(texts);
  const first = joined(expression);
  if (first) return texts(first);
  const called = ts.isCallExpression(expression) ? code.functions.get(calledName(expression.expression) ?? '') : undefined;
  return called ? returned(called).flatMap(texts) : [];
}

/** With what `[…].join(…)` begins; the list may have a name in the same function. @param {ts.Expression} expression @returns {ts.Expression | undefined} */
function joined(expression) {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression) || expression.expression.name.text !== 'join') return undefined;
  const list = expression.expression.expression;
  const [literal] = ts.isIdentifier(list) ? (local(list) ?? []) : [list];
  return literal && ts.isArrayLiteralExpression(literal) ? literal.elements[0] : undefined;
}

/** What a variable of the same function is made of; undefined where it is none. @param {ts.Identifier} name @returns {ts.Expression[] | undefined} */
function local(name) {
  for (let scope = name.parent; scope && !ts.isSourceFile(scope); scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some((param) => param.name.getText() === name.text)) return [];
    if (!ts.isBlock(scope)) continue;
    const declared = scope.statements.filter(ts.isVariableStatement).flatMap((each) => [...each.declarationList.declarations]);
    const found = declared.find((each) => ts.isIdentifier(each.name) && each.name.text === name.text);
    if (found) return found.initializer ? [found.initializer] : [];
  }
  return undefined;
}

/** @param {import('./code.mjs').CodeFunction} node @returns {ts.Expression[]} */
function returned({ body }) {
  if (!ts.isBlock(body)) return [/** @type {ts.Expression} */ (body)];
  return body.statements.flatMap((each) => (ts.isReturnStatement(each) && each.expression ? [each.expression] : []));
}
