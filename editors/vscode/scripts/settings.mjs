// Writes the settings of the extension's manifest from the schema of `workos-lsp.json`, which the server makes of its own
// types; `--check` only says whether they are the same.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const MANIFEST = here('../package.json');
const SCHEMA = here('../../../schema/workos-lsp.schema.json');

/** What a setting is in the settings editor: references laid in, alternatives as an enumeration with descriptions. */
function setting(schema, defs) {
  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve);
    if (node === null || typeof node !== 'object') return node;
    const { $ref, ...rest } = node;
    const whole = $ref === undefined ? rest : { ...defs[$ref.replace('#/$defs/', '')], ...rest };
    const { oneOf, anyOf, format, ...other } = Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, key === 'default' ? value : resolve(value)]));
    if (oneOf?.every((one) => typeof one.const === 'string')) {
      return { type: 'string', enum: oneOf.map((one) => one.const), enumDescriptions: oneOf.map((one) => one.description), ...other };
    }
    if (anyOf !== undefined) {
      const flat = anyOf.flatMap((one) => one.anyOf ?? [one]);
      return { anyOf: flat.map(({ anyOf: _, ...one }) => one), ...other };
    }
    return oneOf === undefined ? other : { oneOf, ...other };
  };
  const { description, ...rest } = resolve(schema);
  const nullable = JSON.stringify(rest).includes('"null"');
  return { markdownDescription: description, scope: 'window', ...rest, ...('default' in rest || !nullable ? {} : { default: null }) };
}

export function settings() {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const own = {
    'workos.server.path': {
      type: 'string',
      default: '',
      scope: 'machine',
      markdownDescription: 'The absolute path of the server `workos-lsp`. Empty: the environment variable `WORKOS_LSP_BIN`, else the one that came with the extension, else the one on the `PATH`.',
    },
    'workos.trace.server': {
      type: 'string',
      enum: ['off', 'messages', 'verbose'],
      default: 'off',
      scope: 'window',
      markdownDescription: 'What is written of the conversation with the server, into the output channel `WorkOS Trace`.',
    },
  };
  const shared = Object.entries(schema.properties)
    .filter(([key]) => !key.startsWith('$'))
    .map(([key, value]) => [`workos.${key}`, setting(value, schema.$defs)]);
  return { ...Object.fromEntries(shared), ...own };
}

/** The manifest as it has to be. */
export function manifest() {
  const text = readFileSync(MANIFEST, 'utf8');
  const value = JSON.stringify(settings(), null, 2).replaceAll('\n', '\n      ');
  const start = text.indexOf('"properties": {', text.indexOf('"configuration": {'));
  const open = text.indexOf('{', start);
  let depth = 0;
  let inString = false;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '"' && text[at - 1] !== '\\') inString = !inString;
    if (inString) continue;
    depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    if (depth === 0) return text.slice(0, open) + value + text.slice(at + 1);
  }
  throw new Error('package.json has no contributes.configuration.properties');
}

export function copySchema() {
  mkdirSync(here('../schemas'), { recursive: true });
  copyFileSync(SCHEMA, here('../schemas/workos-lsp.schema.json'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const same = manifest() === readFileSync(MANIFEST, 'utf8');
  if (process.argv.includes('--check')) {
    if (!same) console.error('The settings in package.json are not those of the schema: npm run settings');
    process.exitCode = same ? 0 : 1;
  } else {
    writeFileSync(MANIFEST, manifest());
  }
}
