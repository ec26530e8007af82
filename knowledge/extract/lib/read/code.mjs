// The shipped code of one version: its classes and functions by name, as syntax.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import ts from 'typescript';
import { plainName, sourcePath } from './origin.mjs';

/**
 * @typedef {object} CodeClass
 * @property {string} name
 * @property {string} path of the source file
 * @property {string | undefined} base name of the class it extends
 * @property {Map<string, ts.FunctionLikeDeclaration>} methods
 * @property {Map<string, ts.FunctionLikeDeclaration>} statics
 * @property {Map<string, string>} aliases fields that hold a method: field -> method
 * @property {Map<string, string>} parts fields that hold an instance of a class made here: field -> class
 * @typedef {ts.FunctionLikeDeclaration & { body: ts.Node }} CodeFunction
 * @typedef {{ sources: ts.SourceFile[], classes: CodeClass[], functions: Map<string, CodeFunction> }} Code
 */

/**
 * @param {string} root the unpacked package
 * @param {string[]} entryFiles code files of the entries
 * @returns {Code}
 */
export function readCode(root, entryFiles) {
  /** @type {Code} */
  const code = { sources: [], classes: [], functions: new Map() };
  for (const text of new Set(entryFiles.map((file) => `${dirname(file)}\0${extname(file)}`))) {
    const [folder = root, extension = '.js'] = text.split('\0');
    for (const file of codeFiles(folder, extension)) {
      const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
      code.sources.push(source);
      collect(source, root, code);
    }
  }
  return code;
}

/** @param {string} folder @param {string} extension @returns {string[]} */
function codeFiles(folder, extension) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return codeFiles(path, extension);
      return entry.name.endsWith(extension) && !/\.(spec|test)\.[cm]?js$/.test(entry.name) ? [path] : [];
    });
}

/** @param {ts.SourceFile} source @param {string} root @param {Code} code */
function collect(source, root, code) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isClassLike(node)) {
      const name = nameOf(node);
      if (name) code.classes.push(readClass(node, plainName(name), sourcePath(source, node.getStart(), root)));
    } else if (isCodeFunction(node)) {
      const name = nameOf(node);
      if (name && !code.functions.has(name)) code.functions.set(name, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

/** @param {ts.Node} node @returns {node is CodeFunction} */
function isCodeFunction(node) {
  return (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && node.body !== undefined;
}

/** The name that a class or a function has, or is assigned to. @param {ts.Node & { name?: ts.Node | undefined }} node */
function nameOf(node) {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isCallExpression(parent) && calledName(parent.expression) === '__name') return nameOf(parent); // a bundler's note of the name
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name.text;
  return undefined;
}

/** @param {ts.ClassLikeDeclaration} node @param {string} name @param {string} path @returns {CodeClass} */
function readClass(node, name, path) {
  const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  /** @type {CodeClass} */
  const found = { name, path, base: base && calledName(base), methods: new Map(), statics: new Map(), aliases: new Map(), parts: new Map() };
  for (const member of node.members) {
    if (ts.isPropertyDeclaration(member) && member.initializer) addPart(found, member.name.getText(), member.initializer);
    if (ts.isConstructorDeclaration(member)) ts.forEachChild(member, function visit(each) {
      if (ts.isBinaryExpression(each) && ts.isPropertyAccessExpression(each.left) && each.left.expression.kind === ts.SyntaxKind.ThisKeyword) {
        addPart(found, each.left.name.text, each.right);
      }
      ts.forEachChild(each, visit);
    });
    const isMethod = ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member);
    if (!isMethod || !member.body) continue;
    const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static;
    (isStatic ? found.statics : found.methods).set(member.name.getText(), member);
  }
  return found;
}

/** @param {CodeClass} found @param {string} field @param {ts.Expression} value */
function addPart(found, field, value) {
  const made = ts.isNewExpression(value) ? calledName(value.expression) : undefined;
  if (made) found.parts.set(field, made);
  if (ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword) found.aliases.set(field, value.name.text);
}

/** The last name of what is called or extended: `(0, lib.f)` is `f`. @param {ts.Expression} expression @returns {string | undefined} */
export function calledName(expression) {
  if (ts.isParenthesizedExpression(expression)) return calledName(expression.expression);
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.CommaToken) return calledName(expression.right);
  if (ts.isPropertyAccessExpression(expression)) return plainName(expression.name.text);
  return ts.isIdentifier(expression) ? plainName(expression.text) : undefined;
}
