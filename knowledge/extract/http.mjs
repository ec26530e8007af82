// Which HTTP calls a method makes, read from the shipped code.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { sourcePath } from './source-path.mjs';

const VERBS = new Map([['get', 'GET'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['delete', 'DELETE'], ['deleteWithBody', 'DELETE'], ['postWithoutBody', 'POST']]);

/** The scripts of a build: one module system, tests left out. */
function scripts(dir) {
  const files = readdirSync(dir, { recursive: true })
    .map(String)
    .filter((f) => /\.[cm]?js$/.test(f) && !f.includes('node_modules') && !/(\.spec|\.test)\./.test(f) && !/(^|\/)(fixtures|__)/.test(f))
    .sort();
  const bundled = files.filter((f) => f.endsWith('.cjs'));
  return (bundled.length && bundled.some((f) => /factory|index/.test(f)) && !files.some((f) => /workos\.c?js$/.test(f)) ? bundled : files.filter((f) => !f.endsWith('.mjs'))).map((f) => join(dir, f));
}

/** A path as text, parameters as `{}`; `undefined` where it is not one. */
function pathText(node) {
  if (!node) return undefined;
  let text;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) text = node.text;
  else if (ts.isTemplateExpression(node)) text = node.head.text + node.templateSpans.map((s) => `{}${s.literal.text}`).join('');
  return text?.startsWith('/') ? text.replace(/\?.*$/, '') : undefined;
}

const lastName = (node) => (ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : ts.isParenthesizedExpression(node) && ts.isBinaryExpression(node.expression) ? lastName(node.expression.right) : undefined);

/** Calls of a body in order: `GET /x`, or `this.name` for another method of the class. */
function callsIn(body) {
  const calls = [];
  const constants = new Map();
  const path = (node) => pathText(node) ?? (node && ts.isIdentifier(node) ? constants.get(node.text) : undefined);
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && pathText(node.initializer)) constants.set(node.name.text, pathText(node.initializer));
    if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const name = lastName(callee);
      const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
      const [first, second] = node.arguments;
      if (receiver && VERBS.has(name) && /^(workos|client)$/.test(lastName(receiver) ?? '') && path(first)) calls.push(`${VERBS.get(name)} ${path(first)}`);
      else if (receiver?.kind === ts.SyntaxKind.ThisKeyword && VERBS.has(name) && path(first)) calls.push(`${VERBS.get(name)} ${path(first)}`);
      else if (first && lastName(first) === 'workos' && path(second)) calls.push(`GET ${path(second)}`);
      else if (receiver?.kind === ts.SyntaxKind.ThisKeyword) calls.push(`this.${name}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return [...new Set(calls)];
}

/** Methods of a class node: name → calls. */
function methodsOf(node) {
  const methods = new Map();
  for (const member of node.members) {
    const name = member.name && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name)) ? member.name.text : undefined;
    if (ts.isMethodDeclaration(member) && name && member.body) methods.set(name, callsIn(member.body));
    if (ts.isPropertyDeclaration(member) && name && member.initializer) methods.set(name, [...callsIn(member.initializer), ...(ts.isPropertyAccessExpression(member.initializer) && member.initializer.expression.kind === ts.SyntaxKind.ThisKeyword ? [`this.${member.initializer.name.text}`] : [])]);
    if (ts.isConstructorDeclaration(member) && member.body) {
      // `this.createSecret = this.createObject`, and arrows that the compiler moved here.
      for (const s of member.body.statements) {
        if (!ts.isExpressionStatement(s) || !ts.isBinaryExpression(s.expression) || !ts.isPropertyAccessExpression(s.expression.left)) continue;
        const { left, right } = s.expression;
        if (left.expression.kind !== ts.SyntaxKind.ThisKeyword) continue;
        const moved = ts.isPropertyAccessExpression(right) && right.expression.kind === ts.SyntaxKind.ThisKeyword;
        const calls = moved ? [`this.${right.name.text}`] : callsIn(right);
        if (calls.length) methods.set(left.name.text, calls);
      }
    }
  }
  return methods;
}

/** Replaces `this.name` by what that method calls. */
function followed(methods, name, depth = 0) {
  const calls = (methods.get(name) ?? []).flatMap((call) => (call.startsWith('this.') ? (depth < 3 ? followed(methods, call.slice(5), depth + 1) : []) : [call]));
  return [...new Set(calls)];
}

/**
 * @param {string} dir an unpacked package
 * @returns {Map<string, Record<string, string>>} by declaration (`path#Class`): method → verb and path
 */
export function httpCalls(dir) {
  const found = new Map();
  if (!existsSync(dir)) return found;
  for (const path of scripts(dir)) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
    const visit = (node) => {
      if (ts.isClassLike(node)) {
        const name = ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name) ? node.parent.name.text : node.name?.text;
        if (name) {
          const methods = methodsOf(node);
          const calls = Object.fromEntries([...methods.keys()].map((m) => [m, followed(methods, m).join(' | ')]).filter(([, c]) => c));
          found.set(`${sourcePath(source, node.getStart(), dir)}#${name.replace(/\$\d+$/, '')}`, calls);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}
