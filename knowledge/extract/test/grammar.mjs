// The grammar of FORMAT.md as a recogniser: strict, so that what the extractor writes can be read by anyone.

const NAME = /[A-Za-z_$][\w$]*(?:@[\w-]+)?/y;

/** Throws where a text is not a type; otherwise tells the names it mentions. @param {string} text @returns {Set<string>} */
export function namesIn(text) {
  let at = 0;
  /** @type {Set<string>} */
  const names = new Set();
  const space = () => {
    while (text[at] === ' ') at++;
  };
  /** @param {string} token */
  const eat = (token) => {
    space();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  /** @param {string} token */
  const expect = (token) => {
    if (!eat(token)) throw new Error(`${token} expected at ${at} of ${text}`);
  };
  /** @param {RegExp} sticky */
  const match = (sticky) => {
    space();
    sticky.lastIndex = at;
    const found = sticky.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const name = () => match(NAME) ?? expect('a name');
  const literal = () => match(/'(?:\\.|[^'\\])*'/y);
  const type = () => {
    do inter();
    while (eat('|'));
  };
  const inter = () => {
    do suffix();
    while (eat('&'));
  };
  const suffix = () => {
    prim();
    while (eat('[]'));
  };
  const args = () => {
    if (!eat('<')) return;
    do type();
    while (eat(','));
    expect('>');
  };
  const prim = () => {
    space();
    if (literal() !== undefined || match(/-?\d+(?:\.\d+)?/y) !== undefined) return;
    if (text[at] === '{') return object();
    if (text[at] === '<' || (text[at] === '(' && isFunction())) return func();
    if (eat('(')) {
      type();
      return expect(')');
    }
    if (eat('import(')) {
      if (literal() === undefined) throw new Error(`a package expected at ${at} of ${text}`);
      expect(').');
      match(NAME);
      return args();
    }
    const found = name();
    if (found === 'typeof') return void names.add(String(name()));
    names.add(String(found));
    args();
  };
  /** Whether a parenthesis opens parameters. */
  const isFunction = () => /^\((?:\)|\.\.\.|[A-Za-z_$][\w$]*\??: )/.test(text.slice(at));
  const object = () => {
    expect('{');
    while (!eat('}')) {
      match(/readonly (?!\?|:)/y);
      if (literal() === undefined) name();
      eat('?');
      expect(':');
      type();
      if (!eat(';')) {
        expect('}');
        break;
      }
    }
  };
  const func = () => {
    if (eat('<')) {
      do name();
      while (eat(','));
      expect('>');
    }
    expect('(');
    while (!eat(')')) {
      eat('...');
      name();
      eat('?');
      expect(':');
      type();
      if (!eat(',')) {
        expect(')');
        break;
      }
    }
    expect('=>');
    type();
  };
  type();
  space();
  if (at !== text.length) throw new Error(`${text.slice(at, at + 20)} left over at ${at} of ${text}`);
  return names;
}
