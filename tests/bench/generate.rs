//! Sources to measure on, the same for everyone: 50-line blocks of about 1.75 KB, each with one finding.

use std::fmt::Write;

/// A small generator of numbers (xorshift), so that every run sees the same files.
pub struct Seed(u64);

impl Seed {
    /// A generator; the same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A generated file.
pub struct Source {
    /// Its text: ASCII, `\n`.
    pub text: String,
    /// Line and column of the called identifier of each block, both from 0.
    pub calls: Vec<(usize, usize)>,
}

impl Source {
    /// The called identifier in the middle.
    pub fn middle(&self) -> (usize, usize) {
        self.calls[self.calls.len() / 2]
    }
}

/// Calls that 7.82.0 has and 11.0.0 has not, one finding each.
const CALLS: [&str; 6] = [
    "workos.mfa.verifyFactor({ authenticationChallengeId: token, code });",
    "workos.userManagement.sendMagicAuthCode({ email: token });",
    "workos.userManagement.sendPasswordResetEmail({ email: token, passwordResetUrl: code });",
    "workos.vault.readSecret({ id: token });",
    "workos.vault.deleteSecret({ id: token });",
    "workos.widgets.getToken({ organizationId: token, userId: code });",
];

const NOUNS: [&str; 12] = [
    "invoice", "ledger", "ticket", "report", "shift", "basket", "route", "parcel", "sensor",
    "grade", "recipe", "ballot",
];

/// Statements of 3 to 6 lines; `#` is a number, `@` a noun.
const STATEMENTS: [&str; 10] = [
    "  const @# = rows.filter((row) => row.size > #);\n  if (@#.length === 0) {\n    log(`no @ above ${#} of ${rows.length}`);\n  }\n",
    "  for (const row of rows) {\n    total += row.size * #;\n    row.seen = row.seen ?? new Date(#);\n  }\n",
    "  const @# = {\n    label: '@ #',\n    size: total + #,\n    parts: ['a#', 'b#', 'c#'],\n    nested: { depth: #, open: true },\n  };\n  rows.push(@#);\n",
    "  switch (total % #) {\n    case 0:\n      log('@ is even');\n      break;\n    default:\n      log('@ is odd', total);\n  }\n",
    "  try {\n    await store.put('@-#', { total, at: Date.now() });\n  } catch (error) {\n    log('cannot keep @ #', error);\n  }\n",
    "  const @# = await Promise.all(\n    rows.map(async (row) => (await store.get(row.label)) ?? #),\n  );\n  log(@#.length, 'of @');\n",
    "  const sum@# = rows\n    .map((row) => row.size)\n    .reduce((all, size) => all + size, #);\n  total = Math.max(total, sum@#);\n",
    "  if (total > # && rows.length < #) {\n    total -= #;\n  } else if (total < 0) {\n    throw new RangeError('@ # is below zero');\n  }\n",
    "  // Every @ counts once, whatever its size; the rest is left for later.\n  const seen@# = new Set(rows.map((row) => row.label));\n  log([...seen@#].sort().join(', '));\n",
    "  while (rows.length > #) {\n    const last = rows.pop();\n    total -= last?.size ?? 0;\n  }\n",
];

/// A file of 5 lines and so many blocks of 50.
pub fn blocks(count: usize, seed: u64) -> Source {
    let mut seed = Seed::new(seed);
    let mut text = "import { WorkOS } from '@workos-inc/node';\n\
        import { log, store, type Row } from './store';\n\
        \n\
        const workos = new WorkOS(process.env.WORKOS_API_KEY);\n\
        \n"
    .to_owned();
    let calls = (0..count)
        .map(|index| block(&mut text, 5 + index * 50, index, &mut seed))
        .collect();
    Source { text, calls }
}

/// A file without the SDK, of a number of blocks.
pub fn other(count: usize, import: &str, seed: u64) -> String {
    let mut seed = Seed::new(seed);
    let mut text = format!(
        "import {{ log, store, type Row }} from '{import}';\nimport {{ z }} from 'zod';\n\nexport const schema = z.object({{ id: z.string() }});\n\n"
    );
    for index in 0..count {
        open(&mut text, index, &mut seed);
        body(&mut text, 46, &mut seed);
        text.push_str("  return total;\n}\n\n");
    }
    text
}

/// A file that takes the client from another and calls it once in each block.
pub fn importer(count: usize, import: &str, seed: u64) -> Source {
    let mut source = blocks(count, seed);
    let own = "import { WorkOS } from '@workos-inc/node';\n";
    source.text = source.text.replacen(own, "\n", 1).replacen(
        "const workos = new WorkOS(process.env.WORKOS_API_KEY);\n",
        &format!("import {{ workos }} from '{import}';\n"),
        1,
    );
    source
}

fn open(text: &mut String, index: usize, seed: &mut Seed) {
    let noun = seed.pick(&NOUNS);
    let head = "rows: Row[], token: string, code: string";
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "export async function {noun}{index}({head}) {{\n  let total = {index};\n"
    );
}

/// Statements, exactly so many lines.
fn body(text: &mut String, mut lines: usize, seed: &mut Seed) {
    while lines >= 7 {
        let noun = seed.pick(&NOUNS);
        let number = (seed.below(900) + 2).to_string();
        let statement = seed.pick(&STATEMENTS);
        lines -= statement.matches('\n').count();
        text.push_str(&statement.replace('@', noun).replace('#', &number));
    }
    for _ in 0..lines {
        let number = seed.below(900) + 2;
        let _ = writeln!(
            text,
            "  total += rows.length * {number}; // and once more for luck"
        );
    }
}

fn block(text: &mut String, first: usize, index: usize, seed: &mut Seed) -> (usize, usize) {
    open(text, index, seed);
    let before = seed.below(30);
    body(text, before, seed);
    let call = CALLS[index % CALLS.len()];
    let _ = writeln!(text, "  const outcome = await {call}");
    body(text, 44 - before, seed);
    text.push_str("  return { outcome, total };\n}\n\n");
    let start = call.find('(').and_then(|at| call[..at].rfind('.'));
    let column = "  const outcome = await ".len() + start.unwrap_or_default() + 1;
    (first + 2 + before, column)
}
