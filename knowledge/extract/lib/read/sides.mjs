// Which exports of a package the browser may call and which it may not even load: what a module with `'use server'` or one
// that imports `server-only` exports. Declarations do not show it.

import ts from 'typescript';

/**
 * @typedef {import('./code.mjs').Code} Code
 * @typedef {{ action?: string[], server?: string[] }} Sides names by side, sorted
 */

/** @param {Code} code @param {string[]} exported names that the package exports @returns {Sides} */
export function readSides(code, exported) {
  /** @type {Record<keyof Sides, Set<string>>} */
  const found = { action: new Set(), server: new Set() };
  for (const source of code.sources) {
    const side = sideOf(source);
    if (side) for (const name of exportedBy(source)) if (exported.includes(name)) found[side].add(name);
  }
  const sides = /** @type {(keyof Sides)[]} */ (Object.keys(found));
  return Object.fromEntries(sides.filter((side) => found[side].size > 0).map((side) => [side, [...found[side]].sort()]));
}

/** @param {ts.SourceFile} source @returns {keyof Sides | undefined} */
function sideOf({ statements }) {
  const text = statements.map((each) => {
    if (ts.isImportDeclaration(each) && !each.importClause) return importOf(each.moduleSpecifier);
    if (!ts.isExpressionStatement(each)) return undefined;
    const { expression } = each;
    if (ts.isStringLiteral(expression)) return expression.text;
    return ts.isCallExpression(expression) && expression.expression.getText() === 'require' ? importOf(expression.arguments[0]) : undefined;
  });
  if (text.includes('use server')) return 'action';
  return text.includes('import server-only') ? 'server' : undefined;
}

/** @param {ts.Expression | undefined} specifier */
const importOf = (specifier) => (specifier && ts.isStringLiteral(specifier) ? `import ${specifier.text}` : undefined);

/** @param {ts.SourceFile} source @returns {string[]} */
function exportedBy({ statements }) {
  return statements.flatMap((each) => {
    if (ts.isExportDeclaration(each)) return each.exportClause && ts.isNamedExports(each.exportClause) ? each.exportClause.elements.map(({ name }) => name.text) : [];
    if (ts.isExpressionStatement(each)) return assigned(each.expression);
    const isExported = ts.canHaveModifiers(each) && ts.getModifiers(each)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(each)) return each.declarationList.declarations.map(({ name }) => name.getText());
    return ts.isFunctionDeclaration(each) && each.name ? [each.name.text] : [];
  });
}

/** `exports.a = exports.b = …`. @param {ts.Expression} expression @returns {string[]} */
function assigned(expression) {
  if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) return [];
  const { left, right } = expression;
  return left.expression.getText() === 'exports' ? [left.name.text, ...assigned(right)] : [];
}
