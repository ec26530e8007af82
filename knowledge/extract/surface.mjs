// The surface of one version of a package: its exports, and every declaration that one can reach from them.

import ts from 'typescript';

import { entryPoints } from './entries.mjs';
import { httpCalls } from './http.mjs';
import { sourcePath } from './source-path.mjs';
import { checkedText, memberName, overloads, signatureText, typeText } from './type-text.mjs';

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
/** Symbols that are no declaration of their own. */
const UNNAMED = ts.SymbolFlags.TypeParameter | ts.SymbolFlags.EnumMember | ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral | ts.SymbolFlags.Method | ts.SymbolFlags.Property;
const hidden = (node) => (ts.getCombinedModifierFlags(node) & HIDDEN) !== 0 || (node.name && ts.isPrivateIdentifier(node.name));
const fold = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

/** The text of `@deprecated`, `undefined` without one. @param {ts.Node} node */
function deprecation(node) {
  const tag = ts.getJSDocDeprecatedTag(node);
  return tag ? fold(ts.getTextOfJSDocComment(tag.comment)) : undefined;
}

/** @param {string} dir an unpacked package @param {string} name */
export function surface(dir, name) {
  const { manifest, entries } = entryPoints(dir);
  const program = ts.createProgram(entries.map(([, file]) => file), {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    skipLibCheck: true,
    strict: true,
    types: [],
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const http = httpCalls(dir);
  /** Declarations: key of this version → what it is. */
  const decls = {};
  const queue = [];
  const keys = new Map();

  const own = (declaration) => declaration && declaration.getSourceFile().fileName.startsWith(`${dir}/`) && !declaration.getSourceFile().fileName.slice(dir.length).includes('/node_modules/');
  const aliased = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

  /** The key (`path#name`) of a declaration of this package; it is described when the queue comes to it. */
  function reference(symbol) {
    const target = aliased(symbol);
    if (target.flags & UNNAMED) return undefined;
    const declaration = target.declarations?.find(own);
    if (!declaration || ts.isSourceFile(declaration) || !target.name || target.name.startsWith('__')) return undefined;
    if (keys.has(target)) return keys.get(target);
    const plain = target.name === 'default' ? (declaration.name?.text ?? 'default') : target.name;
    const key = `${sourcePath(declaration.getSourceFile(), declaration.getStart(), dir)}#${plain.replace(/\$\d+$/, '')}`;
    keys.set(target, `\u0001${key}\u0002`);
    queue.push([key, target]);
    return keys.get(target);
  }

  /** The package and the export name of a declaration of another package. */
  function foreign(symbol) {
    const declaration = symbol.declarations?.[0];
    if (!declaration) return undefined;
    const found = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(declaration.getSourceFile().fileName);
    return found && !found[1].startsWith('typescript') ? { package: found[1], name: symbol.name } : undefined;
  }
  const context = { checker, reference, foreign };

  const exportsOf = (file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    return symbol ? checker.getExportsOfModule(symbol) : [];
  };

  /** Type parameter names. */
  const parameters = (node) => (node.typeParameters ?? []).map((t) => t.name.text);

  function add(members, name, variant) {
    const before = members[name];
    members[name] = before ? { ...before, types: [...before.types, ...variant.types] } : variant;
  }

  /** Members of a class, an interface or an object type. */
  function membersOf(nodes, statics, calls) {
    const members = {};
    for (const node of nodes) {
      const isStatic = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
      const name = memberName(node.name);
      if (name === undefined || hidden(node) || isStatic !== statics || ts.isSetAccessor(node)) continue;
      const isMethod = ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
      const type = isMethod ? signatureText(node, context) : node.type ? typeText(node.type, context) : checkedText(checker.getTypeAtLocation(node), context, 0);
      add(members, name, {
        types: [type],
        optional: node.questionToken ? true : undefined,
        readonly: (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Readonly) !== 0 || undefined,
        deprecated: deprecation(node),
        http: calls?.[name],
      });
    }
    return members;
  }

  function heritage(node) {
    return (node.heritageClauses ?? []).filter((c) => c.token === ts.SyntaxKind.ExtendsKeyword).flatMap((c) => c.types);
  }

  /** Members that come from a base of another package or of the language (`Error`). */
  function inherited(node, members, target) {
    const bases = heritage(node).filter((t) => {
      const symbol = checker.getSymbolAtLocation(t.expression);
      return symbol && !reference(symbol);
    });
    if (bases.length === 0) return;
    for (const property of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(target))) {
      if (members[property.name] || property.name.startsWith('__') || property.declarations?.some(own)) continue;
      members[property.name] = {
        types: [checkedText(checker.getTypeOfSymbol(property), context, 1)],
        optional: property.flags & ts.SymbolFlags.Optional ? true : undefined,
      };
    }
  }

  function describe(key, target) {
    const nodes = target.declarations.filter(own);
    const find = (test) => nodes.filter(test);
    const [enumeration] = find(ts.isEnumDeclaration);
    if (enumeration) {
      const members = {};
      for (const node of find(ts.isEnumDeclaration).flatMap((d) => [...d.members])) {
        const value = checker.getConstantValue(node);
        members[memberName(node.name) ?? ''] = {
          types: [typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : typeof value === 'number' ? String(value) : 'unknown'],
          deprecated: deprecation(node),
        };
      }
      return { kind: 'enum', members, deprecated: deprecation(enumeration) };
    }
    const [cls] = find(ts.isClassDeclaration);
    if (cls) {
      const members = membersOf(cls.members, false, http.get(key));
      inherited(cls, members, target);
      const constructors = cls.members.filter((m) => ts.isConstructorDeclaration(m) && !hidden(m));
      return {
        kind: 'class',
        params: parameters(cls),
        extends: heritage(cls).map((t) => typeText(t, context)).filter((t) => t !== 'unknown'),
        members,
        statics: membersOf(cls.members, true),
        construct: constructors.length ? overloads(constructors.map((c) => signatureText(c, context, 'void'))) : undefined,
        deprecated: deprecation(cls),
      };
    }
    const interfaces = find(ts.isInterfaceDeclaration);
    if (interfaces.length) {
      const members = membersOf(interfaces.flatMap((i) => [...i.members]), false);
      interfaces.forEach((i) => inherited(i, members, target));
      return {
        kind: 'interface',
        params: parameters(interfaces[0]),
        extends: interfaces.flatMap(heritage).map((t) => typeText(t, context)).filter((t) => t !== 'unknown'),
        members,
        deprecated: deprecation(interfaces[0]),
      };
    }
    const [alias] = find(ts.isTypeAliasDeclaration);
    const [variable] = find(ts.isVariableDeclaration);
    if (variable) {
      const type = checker.getTypeOfSymbolAtLocation(target, variable);
      const fields = checker.getPropertiesOfType(type);
      const values = fields.map((f) => [f, checker.getTypeOfSymbol(f)]);
      const literal = fields.length > 0 && values.every(([, t]) => t.isStringLiteral() || t.isNumberLiteral());
      if (alias && literal) {
        const members = Object.fromEntries(values.map(([f, t]) => [f.name, { types: [checkedText(t, context, 0)], deprecated: f.valueDeclaration && deprecation(f.valueDeclaration) }]));
        return { kind: 'enum', members, deprecated: deprecation(alias) };
      }
      return { kind: 'const', type: variable.type ? typeText(variable.type, context) : checkedText(type, context, 0), deprecated: deprecation(variable.parent?.parent ?? variable) };
    }
    const functions = find(ts.isFunctionDeclaration);
    if (functions.length) return { kind: 'function', type: overloads(functions.map((f) => signatureText(f, context))), deprecated: deprecation(functions[0]) };
    if (alias) {
      const common = { kind: 'alias', params: parameters(alias), deprecated: deprecation(alias) };
      return ts.isTypeLiteralNode(alias.type) && alias.type.members.some((m) => memberName(m.name) !== undefined)
        ? { ...common, members: membersOf(alias.type.members, false) }
        : { ...common, type: typeText(alias.type, context) };
    }
    if (target.flags & ts.SymbolFlags.Namespace) {
      const members = Object.fromEntries(checker.getExportsOfModule(target).map((s) => [s.name, { types: [reference(s) ?? 'unknown'] }]));
      return { kind: 'namespace', members };
    }
    return { kind: 'alias', type: 'unknown' };
  }

  const found = {};
  for (const [entry, file] of entries) {
    found[entry] = {};
    for (const symbol of exportsOf(file)) {
      const target = aliased(symbol);
      const key = reference(target);
      if (key) found[entry][symbol.name] = key.slice(1, -1);
    }
  }
  while (queue.length) {
    const [key, target] = queue.shift();
    if (!decls[key]) decls[key] = describe(key, target);
  }
  return { name, engines: manifest.engines ?? {}, peers: manifest.peerDependencies ?? {}, entries: found, decls };
}

