// What a name in a declaration file denotes.

import ts from 'typescript';
import { bundledPackage, plainName, sourcePath } from './origin.mjs';
import { isLibrary } from './program.mjs';

/**
 * @typedef {{ kind: 'param', name: string, ofDeclaration: boolean }
 *   | { kind: 'own', symbol: ts.Symbol }
 *   | { kind: 'foreign', package: string, name: string, symbol?: ts.Symbol }
 *   | { kind: 'unknown' }} Meaning
 */

/** Stands for a package where the name is the platform's own (`Date`, `Response`): no package can have this name. */
export const PLATFORM = 'globalThis';

/**
 * @param {ts.Program} program @param {string} root the unpacked package
 */
export function createNames(program, root) {
  const checker = program.getTypeChecker();

  /** @param {ts.Symbol} symbol */
  const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

  /** The first declaration that is not in a merged-in place. @param {ts.Symbol} symbol */
  const place = (symbol) => symbol.declarations?.[0];

  /** Whether a type parameter is a class's, an interface's or an alias's, not a method's. @param {ts.Symbol} symbol */
  function isOfDeclaration(symbol) {
    const owner = place(symbol)?.parent;
    return owner !== undefined && (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner));
  }

  /** Source path of a symbol. @param {ts.Symbol} symbol */
  function pathOf(symbol) {
    const node = place(symbol);
    return node ? sourcePath(node.getSourceFile(), node.getStart(), root) : '';
  }

  /** What was referred to, by identity. @type {Map<string, ts.Symbol>} */
  const known = new Map();

  /** The identity of a declaration of this package within a version. @param {ts.Symbol} symbol */
  function idOf(symbol) {
    const id = `${pathOf(symbol)}#${ownName(symbol)}`;
    if (!known.has(id)) known.set(id, symbol);
    return id;
  }

  /** @param {ts.Symbol} symbol */
  function ownName(symbol) {
    const name = symbol.escapedName === 'default' ? pathOf(symbol).split('/').at(-1) ?? 'default' : String(symbol.escapedName);
    return plainName(name.startsWith('"') ? pathOf(symbol).split('/').at(-1) ?? name : name);
  }

  /** @param {ts.Symbol} symbol @returns {Meaning} */
  function meaningOf(symbol) {
    const target = resolved(symbol);
    if (target.flags & ts.SymbolFlags.TypeParameter) return { kind: 'param', name: target.name, ofDeclaration: isOfDeclaration(target) };
    const node = place(target);
    if (!node) return imported(symbol) ?? { kind: 'unknown' };
    const file = node.getSourceFile();
    if (isLibrary(program, file)) return { kind: 'foreign', package: PLATFORM, name: target.name, symbol: target };
    const foreign = bundledPackage(file.fileName.startsWith(root) ? pathOf(target) : file.fileName);
    if (foreign) return { kind: 'foreign', package: foreign, name: imported(symbol)?.name ?? plainName(target.name), symbol: target };
    return { kind: 'own', symbol: target };
  }

  /**
   * A name that leads to a package which is not installed: what its import says.
   * @param {ts.Symbol} symbol @returns {{ kind: 'foreign', package: string, name: string } | undefined}
   */
  function imported(symbol) {
    for (const node of symbol.declarations ?? []) {
      if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
        const from = ts.isImportSpecifier(node) ? node.parent.parent.parent.moduleSpecifier : node.parent.parent.moduleSpecifier;
        if (from && ts.isStringLiteral(from)) return external(from.text, (node.propertyName ?? node.name).text);
      }
      if (ts.isImportClause(node) && ts.isStringLiteral(node.parent.moduleSpecifier)) return external(node.parent.moduleSpecifier.text, 'default');
    }
    return undefined;
  }

  /** @param {string} specifier @param {string} name @returns {{ kind: 'foreign', package: string, name: string } | undefined} */
  function external(specifier, name) {
    return specifier.startsWith('.') ? undefined : { kind: 'foreign', package: specifier, name };
  }

  /** The meaning of a name where it is written. @param {ts.EntityName | ts.Expression} name @returns {Meaning} */
  function meaningAt(name) {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol && (place(resolved(symbol)) || imported(symbol))) return meaningOf(symbol);
    if (ts.isQualifiedName(name) || ts.isPropertyAccessExpression(name)) {
      const [left, right] = ts.isQualifiedName(name) ? [name.left, name.right] : [name.expression, name.name];
      const from = namespaceModule(left);
      return (from === undefined ? undefined : external(from, right.text)) ?? { kind: 'foreign', package: PLATFORM, name: right.text };
    }
    return ts.isIdentifier(name) ? { kind: 'foreign', package: PLATFORM, name: name.text } : { kind: 'unknown' };
  }

  /** The module of `import * as left`. @param {ts.Node} left */
  function namespaceModule(left) {
    const node = checker.getSymbolAtLocation(left)?.declarations?.[0];
    if (!node || !ts.isNamespaceImport(node)) return undefined;
    const from = node.parent.parent.moduleSpecifier;
    return ts.isStringLiteral(from) ? from.text : undefined;
  }

  return { checker, known, resolved, pathOf, idOf, ownName, meaningOf, meaningAt };
}

/** @typedef {ReturnType<typeof createNames>} Names */
