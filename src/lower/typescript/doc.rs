//! The text of a documentation comment: its tags, and where the types in it stand. Knows no syntax tree.

use std::ops::Range;

use super::super::Name;

/// A documentation comment.
#[derive(Default)]
pub(super) struct Doc {
    /// `@type {…}`.
    pub ty: Option<Range<usize>>,
    /// `@returns {…}`.
    pub returns: Option<Range<usize>>,
    /// `@template`.
    pub templates: Vec<Template>,
    params: Vec<Field>,
    /// `@param {…} options.key`: the parameter, and what it describes of it.
    members: Vec<(Name, Field)>,
}

/// `@param {…} name`, `@property {…} [name]`.
#[derive(Clone)]
pub(super) struct Field {
    /// The name.
    pub name: Name,
    /// Where the name stands.
    pub at: Range<usize>,
    /// Where the type stands.
    pub ty: Range<usize>,
    /// `[name]`.
    pub optional: bool,
}

/// `@template {Constraint} T`.
pub(super) struct Template {
    /// The name.
    pub name: Name,
    /// Where the name stands.
    pub at: Range<usize>,
    /// Where the constraint stands.
    pub constraint: Option<Range<usize>>,
}

/// `@typedef {…} Name` with its properties.
pub(super) struct Typedef {
    /// The name with the type.
    pub field: Field,
    /// The properties of an object.
    pub properties: Vec<Field>,
}

impl Doc {
    /// Reads a comment that starts at an offset of the file.
    pub(super) fn read(text: &str, base: usize) -> Self {
        let mut doc = Self::default();
        for (tag, at) in tags(text) {
            match tag {
                "type" | "returns" | "return" => {
                    let ty = braces(text, at).map(|it| it.start + base..it.end + base);
                    let slot = match tag {
                        "type" => &mut doc.ty,
                        _ => &mut doc.returns,
                    };
                    *slot = slot.take().or(ty);
                }
                "param" | "arg" | "argument" => {
                    let Some(field) = field(text, at, base) else {
                        continue;
                    };
                    match field.name.split_once('.') {
                        None => doc.params.push(field),
                        Some((owner, key)) if !key.contains('.') => {
                            let at = field.at.start + owner.len() + 1..field.at.end;
                            let name = Name::new(key);
                            let owner = Name::new(owner.trim_end_matches("[]"));
                            doc.members.push((owner, Field { name, at, ..field }));
                        }
                        Some(_) => {}
                    }
                }
                "template" => doc.templates.extend(templates(text, at, base)),
                _ => {}
            }
        }
        doc
    }

    /// The type of a parameter, and the members that are described apart. A destructured one has no name to go by:
    /// its place counts.
    pub(super) fn param(&self, name: &str, position: u32) -> Option<(&Field, Vec<Field>)> {
        let by_name = self.params.iter().find(|param| param.name == name);
        let is_name = !name.starts_with(['{', '[']);
        let param = match is_name {
            true => by_name,
            false => self.params.get(position as usize),
        }?;
        let members = self.members.iter();
        let members = members.filter(|(owner, _)| *owner == param.name);
        Some((param, members.map(|(_, field)| field.clone()).collect()))
    }
}

/// The type definitions of a comment, and the offsets behind `@import`.
pub(super) fn declarations(text: &str, base: usize) -> (Vec<Typedef>, Vec<usize>) {
    let mut typedefs: Vec<Typedef> = Vec::new();
    let mut imports = Vec::new();
    for (tag, at) in tags(text) {
        match tag {
            "typedef" => typedefs.extend(field(text, at, base).map(|field| Typedef {
                field,
                properties: Vec::new(),
            })),
            "property" | "prop" => {
                if let (Some(last), Some(field)) = (typedefs.last_mut(), field(text, at, base)) {
                    last.properties.push(field);
                }
            }
            "import" => imports.push(at),
            _ => {}
        }
    }
    (typedefs, imports)
}

/// The tags of a comment: each with the offset behind it.
fn tags(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices('@').map(|(at, _)| {
        let start = at + 1;
        let rest = text.get(start..).unwrap_or("");
        let len = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        (rest.get(..len).unwrap_or(""), start + len)
    })
}

/// `{type} name` behind an offset: `name`, `[name]`, `[name=default]`.
fn field(text: &str, at: usize, base: usize) -> Option<Field> {
    let ty = braces(text, at)?;
    let mut start = ty.end + 1;
    let rest = text.get(start..)?;
    let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*' || c == '[');
    let optional = rest
        .get(..rest.len() - bare.len())
        .is_some_and(|it| it.contains('['));
    start += rest.len() - bare.len();
    let end = bare
        .find(|c: char| c.is_whitespace() || matches!(c, ']' | '=' | '*'))
        .unwrap_or(bare.len());
    let name = bare.get(..end).filter(|name| !name.is_empty())?;
    Some(Field {
        name: Name::new(name),
        at: base + start..base + start + end,
        ty: base + ty.start..base + ty.end,
        optional,
    })
}

/// `{Constraint} A, B` behind an offset.
fn templates(text: &str, at: usize, base: usize) -> Vec<Template> {
    let constraint = braces(text, at);
    let mut start = constraint.as_ref().map_or(at, |braces| braces.end + 1);
    let mut templates = Vec::new();
    loop {
        let rest = text.get(start..).unwrap_or("");
        let bare = rest.trim_start_matches([' ', '\t', ',']);
        start += rest.len() - bare.len();
        let len = word(bare);
        if len == 0 {
            return templates;
        }
        templates.push(Template {
            name: Name::new(bare.get(..len).unwrap_or("")),
            at: base + start..base + start + len,
            constraint: constraint.as_ref().map(|it| base + it.start..base + it.end),
        });
        start += len;
        if !text
            .get(start..)
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(','))
        {
            return templates;
        }
    }
}

fn word(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// The inside of the braces that follow an offset, blanks apart.
fn braces(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let blanks = rest.len() - rest.trim_start().len();
    let start = at + blanks + rest.trim_start().strip_prefix('{').map(|_| 1)?;
    let mut depth = 1;
    for (offset, byte) in text.get(start..)?.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start..start + offset);
        }
    }
    None
}

/// A module that a type names.
pub(super) struct Import {
    /// The module.
    pub specifier: Name,
    /// Where it stands in the text, without quotes.
    pub at: Range<usize>,
}

/// A type as a grammar without documentation comments reads it, as long as it was: no stars at the starts of lines, no
/// dots before type arguments, and a word for each `import('…')`, which no grammar takes everywhere a type may stand.
pub(super) fn plain_type(text: &str) -> (String, Vec<Import>) {
    let mut plain = String::with_capacity(text.len());
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start();
        match bare.strip_prefix('*').filter(|_| index > 0) {
            Some(rest) => {
                plain.extend(std::iter::repeat_n(' ', line.len() - rest.len()));
                plain.push_str(rest);
            }
            None => plain.push_str(line),
        }
    }
    let plain = plain.replace(".<", " <");
    let mut out = String::with_capacity(plain.len());
    let mut imports = Vec::new();
    let mut rest = plain.as_str();
    while let Some(at) = rest.find("import(") {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let Some((specifier, len)) = quoted(after.get("import(".len()..).unwrap_or("")) else {
            break;
        };
        out.push_str(before);
        let start = out.len() + "import('".len();
        let end = start + specifier.len();
        imports.push(Import {
            specifier: Name::new(specifier),
            at: start..end,
        });
        let len = "import(".len() + len;
        let word = import_word(imports.len() - 1);
        out.push_str(&word);
        out.extend(std::iter::repeat_n('_', len.saturating_sub(word.len())));
        rest = after.get(len..).unwrap_or("");
    }
    out.push_str(rest);
    (out, imports)
}

/// The word that stands for an import of a type.
fn import_word(index: usize) -> String {
    format!("$mod{index}")
}

/// Which import a word stands for.
pub(super) fn import_of(word: &str) -> Option<usize> {
    word.strip_prefix("$mod")?
        .trim_end_matches('_')
        .parse()
        .ok()
}

/// `'text')` at the start: the text, and the length of all.
fn quoted(text: &str) -> Option<(&str, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inside = text.get(1..)?;
    let len = inside.find(quote)?;
    let specifier = inside.get(..len)?;
    let is_plain = !specifier.is_empty() && !specifier.contains(['\\', '\n', '{', '}']);
    (is_plain && inside.get(len + 1..)?.starts_with(')')).then_some((specifier, len + 3))
}
