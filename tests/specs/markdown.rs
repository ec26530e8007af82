//! Reads a spec file into tests: a heading with fenced blocks under it.

/// A heading with at least one file under it.
pub struct Test {
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// A fenced block.
pub struct Block {
    pub kind: Kind,
    /// Line of the first content line in the Markdown file, from 0.
    pub first_line: usize,
    pub lines: Vec<String>,
}

/// What a block is, by its info string after the language.
#[derive(Clone, PartialEq)]
pub enum Kind {
    /// `ts src/a.ts`: a file.
    File(String),
    /// `ts fixed src/a.ts`: that file after all safe fixes; `fixed-unsafe`: after all fixes.
    Fixed { path: String, allow_unsafe: bool },
    /// `text renames src/a.ts`: the names that all fixes of that file give it, one a line.
    Renames(String),
    /// `md hover`: the hover at `$0`.
    Hover,
    /// `json settings`.
    Settings,
}

impl Block {
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A line of marks: an optional comment sign, blanks, carets, and what is expected.
pub fn mark_of(line: &str) -> Option<(usize, usize, &str)> {
    let bare = line.trim_start();
    let bare = bare
        .strip_prefix("//")
        .or_else(|| bare.strip_prefix('#'))
        .unwrap_or(bare)
        .trim_start();
    let carets = bare.chars().take_while(|&c| c == '^').count();
    let text = bare.get(carets..)?.strip_prefix(' ')?;
    let start = line.chars().count() - bare.chars().count();
    (carets > 0).then_some((start, start + carets, text))
}

fn kind(info: &str) -> Option<Kind> {
    let words: Vec<&str> = info.split_whitespace().collect();
    match words.as_slice() {
        [_, "hover"] => Some(Kind::Hover),
        [_, "settings"] => Some(Kind::Settings),
        [_, "renames", path] => Some(Kind::Renames((*path).to_owned())),
        [_, "fixed", path] => Some(Kind::Fixed {
            path: (*path).to_owned(),
            allow_unsafe: false,
        }),
        [_, "fixed-unsafe", path] => Some(Kind::Fixed {
            path: (*path).to_owned(),
            allow_unsafe: true,
        }),
        [_, path] => Some(Kind::File((*path).to_owned())),
        _ => None,
    }
}

/// The tests of a file. Blocks under a heading of level 1 (before the first of level 2) are shared by all tests of the
/// file that do not name the same file themselves.
pub fn tests(source: &str) -> Vec<Test> {
    let mut shared = Vec::new();
    let mut tests: Vec<Test> = Vec::new();
    let mut open: Option<(Option<Kind>, Block)> = None;
    let mut fence = String::new();
    for (number, line) in source.lines().enumerate() {
        if let Some((wanted, mut block)) = open.take() {
            if line.trim_end() != fence {
                block.lines.push(line.to_owned());
                open = Some((wanted, block));
            } else if wanted.is_some() {
                tests
                    .last_mut()
                    .map_or(&mut shared, |test| &mut test.blocks)
                    .push(block);
            }
            continue;
        }
        if line.starts_with("```") {
            // A longer fence holds shorter ones.
            fence = line.chars().take_while(|c| *c == '`').collect();
            let info = line.trim_start_matches('`');
            let wanted = kind(info);
            let kind = wanted.clone().unwrap_or(Kind::Hover);
            open = Some((
                wanted,
                Block {
                    kind,
                    first_line: number + 1,
                    lines: Vec::new(),
                },
            ));
        } else if let Some(heading) = line.strip_prefix("## ") {
            tests.push(Test {
                heading: heading.to_owned(),
                blocks: Vec::new(),
            });
        }
    }
    assert!(open.is_none(), "a fenced block is not closed");
    tests.retain(|test| !test.blocks.is_empty());
    for test in &mut tests {
        for block in &shared {
            if !test.blocks.iter().any(|own| own.kind == block.kind) {
                test.blocks.push(Block {
                    kind: block.kind.clone(),
                    first_line: usize::MAX,
                    lines: block.lines.clone(),
                });
            }
        }
    }
    tests
}
