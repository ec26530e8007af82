// One published version as a TypeScript program: its declaration files, the compiler's own library, and what the
// extractor itself has installed. Nothing else on the machine is looked at.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const HERE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'extract.mjs');

/** @type {ts.CompilerOptions} */
const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/** The compiler's library files are parsed once for all versions. @type {Map<string, ts.SourceFile | undefined>} */
const library = new Map();

/**
 * @param {string[]} roots declaration files of the entries
 * @param {Map<string, string>} [beside] declaration files of packages that are there as well, by name
 * @returns {ts.Program}
 */
export function createProgram(roots, beside = new Map()) {
  const host = ts.createCompilerHost(OPTIONS);
  const libraryDir = dirname(host.getDefaultLibFileName(OPTIONS));
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    if (!file.startsWith(libraryDir)) return read(file, ...rest);
    if (!library.has(file)) library.set(file, read(file, ...rest));
    return library.get(file);
  };
  host.resolveModuleNameLiterals = (literals, containing, redirected, options) =>
    literals.map(({ text }) => {
      const resolvedFileName = beside.get(text);
      if (resolvedFileName) return { resolvedModule: { resolvedFileName, extension: ts.Extension.Dts, isExternalLibraryImport: true } };
      return ts.resolveModuleName(text, text.startsWith('.') ? containing : HERE, options, host);
    });
  return ts.createProgram({ rootNames: roots, options: OPTIONS, host });
}

/** Whether a file belongs to the compiler's library. @param {ts.Program} program @param {ts.SourceFile} file */
export function isLibrary(program, file) {
  return program.isSourceFileDefaultLibrary(file);
}
