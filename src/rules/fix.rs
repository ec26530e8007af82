//! Fixes: which way leads to a version, whether it can be written here, and how far it can be trusted (CONTRACT §4).

use super::{
    Applicability, Fix, Likeness,
    copy::Copy,
    finding::PREPARE,
    hook, imports,
    likeness::{Likenesses, compare},
    message::{outline, spelled},
    names::{Renamed, rename_export},
    respell::{Paths, Respelled, has_key, respell},
    source::Placed,
    template::{Spelling, rewrite},
};
use crate::{
    knowledge::{DeclKind, Hop, Kind, Lineage, MemberKey, Template, VersionIdx},
    lower::{ExprId, ExprKind},
    resolve::{Occurrence, Site, Usage},
    text::{SourceChange, TextEdit},
};

/// For which version a fix is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// The version for which the code is being written: nothing else is needed.
    Now(VersionIdx),
    /// The target, while another version is installed.
    Later(VersionIdx),
}

impl For {
    pub fn version(self) -> VersionIdx {
        let (Self::Now(at) | Self::Later(at)) = self;
        at
    }
}

/// A way to write a symbol in another version, with what it changes.
pub(crate) struct Way<'a> {
    pub lineage: Lineage<'a>,
    pub likeness: Likenesses,
    /// The same where the edit is made: of what is there at V already, at V.
    here: Option<Likenesses>,
    pub made_for: For,
    /// The version in which the code as it is works.
    pub lives: VersionIdx,
}

impl<'a> Way<'a> {
    /// The way from a symbol that works in `lives`; `None` if it lives on as it is, or nothing takes its place.
    pub fn find(
        copy: &Copy<'a>,
        key: &MemberKey,
        lives: VersionIdx,
        usage: &Usage,
        made_for: For,
    ) -> Option<Self> {
        let wanted = made_for.version();
        let lineage = copy.changes.lineage(copy.timeline, key, lives, wanted)?;
        if lineage.hops.is_empty() || !lineage.arrives {
            return None;
        }
        let mut likeness = match lineage.keys.first() {
            Some(new) => compare(copy, usage, (key, lives), (new, wanted)),
            None => Likenesses::unknown(),
        };
        if outline(&lineage).is_some() {
            // More is written than the call that the timeline knows: what comes of it, it does not tell.
            likeness = Likenesses {
                result: Likeness::Unknown,
                clause: None,
                ..likeness
            };
        }
        let there = copy.timeline.walk(&lineage.to, copy.v).into_iter().next();
        let here = there
            .filter(|_| matches!(made_for, For::Later(_)))
            .map(|place| compare(copy, usage, (key, lives), (&place.key, copy.v)));
        Some(Self {
            lineage,
            likeness,
            here,
            made_for,
            lives,
        })
    }

    /// What to write, in few words.
    pub fn spelled(&self) -> String {
        outline(&self.lineage).unwrap_or_else(|| spelled(&self.lineage))
    }

    /// Whether nothing that stands in the code has another name: only the type has that an option belongs to.
    pub fn is_written_alike(&self, usage: &Usage) -> bool {
        let (from, to) = (&self.lineage.from, &self.lineage.to);
        let is_plain = self
            .lineage
            .hops
            .iter()
            .all(|hop| hop.change.template.is_none());
        *usage == Usage::Written && is_plain && !from.steps.is_empty() && from.steps == to.steps
    }

    /// Whether more is written than one call.
    pub fn is_outlined(&self) -> bool {
        outline(&self.lineage).is_some()
    }

    /// Whether what it leads to is there at V already.
    pub fn is_there_now(&self) -> bool {
        self.here.is_some() || matches!(self.made_for, For::Now(_))
    }
}

/// The fix that goes a way at an occurrence; `None` where another place of the file is the one to fix.
pub(crate) fn fix(
    copy: &Copy<'_>,
    placed: Placed<'_>,
    occurrence: &Occurrence,
    way: &Way<'_>,
) -> Option<Fix> {
    if placed.item.has_error {
        return None;
    }
    let target = way.spelled();
    let edits = match edits(copy, placed, occurrence, way) {
        Respelled::Edits(edits) => Ok(edits),
        Respelled::Manual(why) => Err(why),
        Respelled::Elsewhere => return None,
    };
    let (mut applicability, mut reason) = trust(way);
    let mut title = format!("Use `{target}`");
    if let For::Later(at) = way.made_for
        && !way.is_there_now()
    {
        let version = copy.version_text(at);
        title = format!("{PREPARE}{version} (needs the upgrade): use `{target}`");
        applicability = applicability.min(Applicability::Unsafe);
        reason = reason.or_else(|| {
            Some(format!(
                "`{target}` does not exist before {version} is installed"
            ))
        });
    }
    let change = match edits {
        Ok(edits) if applicability > Applicability::Manual => {
            SourceChange::of_file(placed.source.path, edits)?
        }
        Ok(_) => SourceChange::default(),
        Err(why) => {
            applicability = Applicability::Manual;
            reason = Some(why.to_owned());
            SourceChange::default()
        }
    };
    Some(Fix {
        title,
        applicability,
        reason,
        change,
        preferred: applicability == Applicability::Safe,
    })
}

fn edits(copy: &Copy<'_>, placed: Placed<'_>, occurrence: &Occurrence, way: &Way<'_>) -> Respelled {
    let lineage = &way.lineage;
    if let Some(hop) = lineage
        .hops
        .iter()
        .find(|hop| hop.change.template.is_some())
    {
        return by_template(placed, occurrence, lineage, hop);
    }
    if lineage
        .hops
        .iter()
        .any(|hop| needs_template(hop.change.kind))
    {
        return Respelled::Manual("the call has to be written another way");
    }
    let (from, to) = (&lineage.from, &lineage.to);
    if hook::functions(from, to).is_some() {
        return hook::rewrite(placed, occurrence, (from, to));
    }
    if from.steps.is_empty() {
        if from.entry != to.entry && from.root == to.root && to.steps.is_empty() {
            let entries = (from.entry.as_str(), to.entry.as_str());
            return match imports::from_entry(placed, &occurrence.range, entries) {
                Ok(edits) => Respelled::Edits(edits),
                Err(why) => Respelled::Manual(why),
            };
        }
        if from.entry != to.entry || !to.steps.is_empty() {
            return Respelled::Manual("it is imported from elsewhere");
        }
        let decl = copy.timeline.export(&from.entry, &from.root, way.lives);
        let renamed = Renamed {
            new: &to.root,
            is_enum: decl
                .and_then(|decl| copy.timeline.decl(decl))
                .is_some_and(|decl| decl.kind == DeclKind::Enum),
        };
        return match rename_export(placed, &occurrence.range, renamed) {
            Ok(edits) => Respelled::Edits(edits),
            Err(why) => Respelled::Manual(why),
        };
    }
    let paths = Paths {
        timeline: copy.timeline,
        from,
        at: way.lives,
        to,
        wanted: way.made_for.version(),
    };
    respell(placed, &occurrence.chain, &paths)
}

fn needs_template(kind: Kind) -> bool {
    matches!(kind, Kind::ReshapeCall | Kind::ReshapeResult)
}

fn by_template(
    placed: Placed<'_>,
    occurrence: &Occurrence,
    lineage: &Lineage<'_>,
    hop: &Hop<'_>,
) -> Respelled {
    let Some(template) = &hop.change.template else {
        return Respelled::Manual("its template cannot be read");
    };
    if let Site::Prop(object, index) = occurrence.at {
        return by_value_template(placed, lineage, template, (object, index));
    }
    let spelling = Spelling::new(&lineage.from, &hop.from, &hop.to, &lineage.to);
    if occurrence.usage == Usage::Import && lineage.from.steps.is_empty() {
        return match calls_by_template(placed, occurrence, lineage, (template, &spelling)) {
            Ok(edits) => Respelled::Edits(edits),
            Err(why) => Respelled::Manual(why),
        };
    }
    let Usage::Call { call } = &occurrence.usage else {
        return Respelled::Manual("it is not called here");
    };
    match rewrite(placed, *call, template, &spelling) {
        Ok(edit) => Respelled::Edits(vec![edit]),
        Err(why) => Respelled::Manual(why),
    }
}

/// A function under its new name where it is imported, and each of its calls written another way.
fn calls_by_template(
    placed: Placed<'_>,
    occurrence: &Occurrence,
    lineage: &Lineage<'_>,
    (template, spelling): (&Template, &Spelling),
) -> Result<Vec<TextEdit>, &'static str> {
    let renamed = Renamed {
        new: &lineage.to.root,
        is_enum: false,
    };
    let edits = rename_export(placed, &occurrence.range, renamed)?;
    let written = |edit: TextEdit| {
        if edit.range() == occurrence.range {
            return Ok(edit);
        }
        let call = placed
            .source
            .items()
            .find_map(|it| Some((it, it.called(&edit.range())?)));
        let (it, call) = call.ok_or("it is not called everywhere")?;
        rewrite(it, call, template, spelling)
    };
    edits.into_iter().map(written).collect()
}

/// An option under its new name, its value written another way.
fn by_value_template(
    placed: Placed<'_>,
    lineage: &Lineage<'_>,
    template: &Template,
    (object, index): (ExprId, u32),
) -> Respelled {
    let prop = match placed.expr(object).map(|expr| &expr.kind) {
        Some(ExprKind::Object(props)) => props.get(index as usize),
        _ => None,
    };
    let Some((prop, value)) = prop.and_then(|prop| Some((prop, prop.value?))) else {
        return Respelled::Manual("its syntax is not understood");
    };
    let name = lineage.to.last_name();
    if has_key(placed, object, name) {
        return Respelled::Manual("the new name is written beside it");
    }
    match rewrite(placed, value, template, &Spelling::default()) {
        Ok(edit) if prop.shorthand => Respelled::Edits(vec![TextEdit::replace(
            placed.range(prop.span),
            format!("{name}: {}", edit.text),
        )]),
        Ok(edit) => Respelled::Edits(vec![
            TextEdit::replace(placed.range(prop.key_span), name.as_str()),
            edit,
        ]),
        Err(why) => Respelled::Manual(why),
    }
}

/// How far a way can be trusted, by what is known of both ends and by what the tables say.
fn trust(way: &Way<'_>) -> (Applicability, Option<String>) {
    let hops = &way.lineage.hops;
    let lowered = hops.iter().min_by_key(|hop| hop.change.applicability);
    let reshaped = hops.iter().any(|hop| hop.change.template.is_some());
    let likeness = way.here.as_ref().unwrap_or(&way.likeness);
    let why = match (likeness.endpoint, likeness.arguments, likeness.result) {
        (Likeness::Changed, _, _) => Some("it calls another endpoint"),
        (Likeness::Unknown, _, _) => Some("whether it calls the same endpoint is not known"),
        (_, Likeness::Changed, _) if !reshaped => Some("its arguments differ"),
        (_, Likeness::Unknown, _) if !reshaped => {
            Some("whether its arguments are the same is not known")
        }
        (_, _, Likeness::Changed) if !reshaped => Some("its result differs"),
        (_, _, Likeness::Unknown) if !reshaped => {
            Some("whether its result is the same is not known")
        }
        _ => None,
    };
    let computed = if why.is_some() {
        Applicability::Unsafe
    } else {
        Applicability::Safe
    };
    match lowered.map(|hop| (hop.change.applicability, &hop.change.note)) {
        Some((Applicability::Manual, note)) => (Applicability::Manual, Some(note.clone())),
        Some((Applicability::Unsafe, note)) => (Applicability::Unsafe, Some(note.clone())),
        _ => (computed, why.map(str::to_owned)),
    }
}
