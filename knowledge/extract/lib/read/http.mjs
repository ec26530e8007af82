// Which HTTP calls a method makes, read from the shipped code: verb and path, parameters as `{}`.
//
// A call is one whose name is a verb and whose first argument is a path. Paths are followed through constants,
// conditions and arguments; calls through methods of the class, of its parts, and free functions.

import ts from 'typescript';
import { calledName } from './code.mjs';

/**
 * @typedef {import('./code.mjs').Code} Code
 * @typedef {import('./code.mjs').CodeClass} CodeClass
 * @typedef {Map<string, string[]>} Known paths that a parameter may hold
 * @typedef {{ owner: CodeClass | undefined, body: ts.Node, known: Known, active: ts.Node[] }} Frame
 */

/** @type {Record<string, string>} */
const VERBS = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE', deleteWithBody: 'DELETE' };

/** How many calls deep. */
const DEEPEST = 4;

/** @param {Code} code @returns {import('./declaration.mjs').HttpOf} */
export function createHttp(code) {
  return ({ name, path }, method, isStatic) => {
    const named = code.classes.filter((each) => each.name === name);
    const owner = named.find((each) => each.path === path) ?? (named.length === 1 ? named[0] : undefined);
    const node = isStatic ? owner?.statics.get(method) : owner && findMethod(code, owner, method)?.node;
    if (!owner || !node?.body) return undefined;
    const calls = new Set(callsIn(code, { owner, body: node.body, known: new Map(), active: [node] }));
    const told = [...calls].filter((call) => !call.startsWith('URL ') || ![...calls].some((other) => !other.startsWith('URL ') && other.endsWith(call.slice(3))));
    return told.length > 0 ? told.join(' | ') : undefined;
  };
}

/**
 * @param {Code} code @param {CodeClass} owner @param {string} method
 * @returns {{ node: ts.FunctionLikeDeclaration, owner: CodeClass } | undefined}
 */
function findMethod(code, owner, method) {
  const node = owner.methods.get(method) ?? owner.methods.get(owner.aliases.get(method) ?? '');
  if (node) return { node, owner };
  const base = owner.base && code.classes.find((each) => each.name === owner.base && each !== owner);
  return base ? findMethod(code, base, method) : undefined;
}

/** @param {Code} code @param {Frame} frame @returns {string[]} in order */
function callsIn(code, frame) {
  /** @type {string[]} */
  const calls = [];
  /** @param {ts.Node} node @param {boolean} handed whether it is handed to something else, so that an address in it is no result */
  const visit = (node, handed) => {
    const made = ts.isCallExpression(node) ? requests(code, frame, node) : undefined;
    if (made && ts.isCallExpression(node)) {
      calls.push(...made);
      node.arguments.slice(1).forEach((each) => visit(each, handed));
      return;
    }
    /** @param {string[]} found */
    const add = (found) => calls.push(...found.filter((call) => !handed || !call.startsWith('URL ')));
    const address = builtAddress(code, frame, node);
    if (address) add([`URL ${address}`]);
    const hands = (ts.isCallExpression(node) && !startsAtThis(node.expression)) || ts.isNewExpression(node);
    ts.forEachChild(node, (each) => visit(each, !ts.isFunctionLike(each) && (handed || hands)));
    if (ts.isCallExpression(node)) add(followed(code, frame, node.expression, node.arguments));
    else if (ts.isPropertyAccessExpression(node) && isGetter(code, frame, node)) add(followed(code, frame, node, []));
  };
  visit(frame.body, false);
  return calls;
}

/** @param {Code} code @param {Frame} frame @param {ts.CallExpression} node @returns {string[] | undefined} */
function requests(code, frame, node) {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression: receiver } = node.expression;
  const verb = Object.hasOwn(VERBS, name.text) ? VERBS[name.text] : undefined;
  const [first] = node.arguments;
  if (!verb || !first) return undefined;
  const isClient = calledName(receiver) === 'workos';
  const paths = pathsOf(code, frame, first).filter((path) => path.startsWith('/') || (isClient && /^[\w-]+\//.test(path)));
  return paths.length > 0 ? paths.map((path) => `${verb} ${tidy(path)}`) : undefined;
}

/**
 * An address that is only built: `${this.workos.baseURL}/sso/authorize?…`, `new URL('/sso/logout', this.workos.baseURL)`.
 * @param {Code} code @param {Frame} frame @param {ts.Node} node
 */
function builtAddress(code, frame, node) {
  if (ts.isTemplateExpression(node)) {
    const isBased = node.head.text === '' && isBaseUrl(node.templateSpans[0]?.expression);
    const path = isBased ? pathsOf(code, frame, node)[0]?.replace(/^\{\}/, '') : undefined;
    return path?.startsWith('/') ? tidy(path) : undefined;
  }
  if (!ts.isNewExpression(node) || !isBaseUrl(node.arguments?.[1])) return undefined;
  const path = pathsOf(code, frame, node)[0];
  return path === undefined ? undefined : tidy(path);
}

/** @param {ts.Expression | undefined} expression */
const isBaseUrl = (expression) => expression !== undefined && ts.isPropertyAccessExpression(expression) && /^baseUrl$/i.test(expression.name.text);

/** @param {Code} code @param {Frame} frame @param {ts.PropertyAccessExpression} node */
function isGetter(code, frame, node) {
  if (node.expression.kind !== ts.SyntaxKind.ThisKeyword || !frame.owner) return false;
  const found = findMethod(code, frame.owner, node.name.text)?.node;
  return found !== undefined && ts.isGetAccessorDeclaration(found);
}

/**
 * Calls made by what is called.
 * @param {Code} code @param {Frame} frame @param {ts.Expression} called @param {readonly ts.Expression[]} args
 * @returns {string[]}
 */
function followed(code, frame, called, args) {
  const target = frame.active.length < DEEPEST ? callee(code, frame, called) : undefined;
  if (!target?.node.body || frame.active.includes(target.node)) return [];
  return callsIn(code, enter(code, frame, target, args));
}

/**
 * @param {Code} code @param {Frame} frame
 * @param {{ node: ts.FunctionLikeDeclaration, owner: CodeClass | undefined }} target @param {readonly ts.Expression[]} args
 * @returns {Frame}
 */
function enter(code, frame, target, args) {
  /** @type {Known} */
  const known = new Map();
  target.node.parameters.forEach((param, index) => {
    const argument = args[index];
    const paths = argument ? pathsOf(code, frame, argument) : [];
    if (ts.isIdentifier(param.name) && paths.length > 0) known.set(param.name.text, paths);
  });
  return { owner: target.owner, body: /** @type {ts.Node} */ (target.node.body), known, active: [...frame.active, target.node] };
}

/**
 * @param {Code} code @param {Frame} frame @param {ts.Expression} expression
 * @returns {{ node: ts.FunctionLikeDeclaration, owner: CodeClass | undefined } | undefined}
 */
function callee(code, frame, expression) {
  if (ts.isPropertyAccessExpression(expression)) {
    const { owner } = frame;
    const receiver = expression.expression;
    const isSelf = receiver.kind === ts.SyntaxKind.ThisKeyword || receiver.kind === ts.SyntaxKind.SuperKeyword;
    if (isSelf) return owner && findMethod(code, owner, expression.name.text);
    if (ts.isPropertyAccessExpression(receiver)) {
      const part = partNamed(code, owner, receiver);
      if (part) return findMethod(code, part, expression.name.text);
      if (startsAtThis(receiver)) return undefined;
    }
    if (ts.isIdentifier(receiver) && !/^(require_|import_|\w+_\d+$)/.test(receiver.text)) return undefined;
  }
  const name = calledName(expression);
  const node = name === undefined ? undefined : code.functions.get(name);
  return node && { node, owner: undefined };
}

/** @param {ts.Expression} expression @returns {boolean} */
function startsAtThis(expression) {
  return ts.isPropertyAccessExpression(expression) ? startsAtThis(expression.expression) : expression.kind === ts.SyntaxKind.ThisKeyword;
}

/**
 * The class of `this.part` or `this.workos.part`.
 * @param {Code} code @param {CodeClass | undefined} owner @param {ts.PropertyAccessExpression} receiver
 */
function partNamed(code, owner, receiver) {
  const field = receiver.name.text;
  const from = receiver.expression.kind === ts.SyntaxKind.ThisKeyword ? owner?.parts.get(field) : undefined;
  const holders = code.classes.filter((each) => each.parts.has(field));
  const made = from ?? (startsAtThis(receiver) ? holders[0]?.parts.get(field) : undefined);
  return code.classes.find((each) => each.name === made);
}

/** The paths that an expression may be. @param {Code} code @param {Frame} frame @param {ts.Expression} expression @returns {string[]} */
function pathsOf(code, frame, expression) {
  /** @param {ts.Expression} nested */
  const paths = (nested) => pathsOf(code, frame, nested);
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return paths(expression.expression);
  if (ts.isConditionalExpression(expression)) return [...paths(expression.whenTrue), ...paths(expression.whenFalse)];
  if (ts.isTemplateExpression(expression)) {
    let found = [expression.head.text];
    for (const span of expression.templateSpans) {
      const inner = paths(span.expression);
      const values = inner.length > 0 && inner.every((each) => each.startsWith('/')) ? inner : ['{}'];
      found = found.flatMap((before) => values.map((value) => before + value + span.literal.text));
    }
    return found;
  }
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const right = paths(expression.right);
    return paths(expression.left).flatMap((left) => (right.length > 0 ? right : ['{}']).map((each) => left + each));
  }
  if (ts.isIdentifier(expression)) return frame.known.get(expression.text) ?? assigned(code, frame, expression.text);
  if (ts.isNewExpression(expression) && calledName(expression.expression) === 'URL' && expression.arguments?.[0]) return paths(expression.arguments[0]);
  if (ts.isCallExpression(expression)) {
    const { expression: called } = expression;
    const isText = ts.isPropertyAccessExpression(called) && called.name.text === 'toString';
    return isText ? paths(called.expression) : returned(code, frame, expression);
  }
  return [];
}

/** What a local variable is made of. @param {Code} code @param {Frame} frame @param {string} name @returns {string[]} */
function assigned(code, frame, name) {
  /** @type {ts.Expression[]} */
  const values = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name && node.initializer) values.push(node.initializer);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left) && node.left.text === name) values.push(node.right);
    ts.forEachChild(node, visit);
  };
  visit(frame.body);
  const known = new Map(frame.known).set(name, []); // not itself again
  return values.flatMap((value) => pathsOf(code, { ...frame, known }, value));
}

/** The path that a helper returns. @param {Code} code @param {Frame} frame @param {ts.CallExpression} node @returns {string[]} */
function returned(code, frame, node) {
  const target = frame.active.length < DEEPEST ? callee(code, frame, node.expression) : undefined;
  if (!target?.node.body || frame.active.includes(target.node)) return [];
  const inside = enter(code, frame, target, node.arguments);
  if (!ts.isBlock(target.node.body)) return pathsOf(code, inside, /** @type {ts.Expression} */ (target.node.body));
  return target.node.body.statements.flatMap((each) => (ts.isReturnStatement(each) && each.expression ? pathsOf(code, inside, each.expression) : []));
}

/** From the root, without the query. @param {string} path */
const tidy = (path) => path.replace(/\?.*$/s, '').replace(/^\/?/, '/');
