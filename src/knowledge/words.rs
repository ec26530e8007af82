//! Words by which a scan tells, before parsing, where something could be reported at all (CONTRACT §8).

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{
    Life, LiteralType, Member, MemberKey, Presence, Step, Subject, SymbolPath, Timeline, Type,
    VersionIdx, tables::Changes,
};

/// Words of a package, sorted.
pub(super) fn surface(timeline: &Timeline, changes: &Changes) -> Vec<SmolStr> {
    let mut words = BTreeSet::new();
    let always = timeline.always();
    for (name, entry) in &timeline.entries {
        if entry.life != always {
            words.insert(specifier(timeline, name));
        }
        for (export, exported) in &entry.exports {
            let life = exported
                .iter()
                .fold(Life::default(), |all, one| all.union(&one.life));
            let marked = |id| {
                timeline
                    .decl(id)
                    .is_some_and(|decl| !decl.deprecated.is_empty())
            };
            if life != entry.life
                || exported.len() > 1
                || exported.iter().any(|one| marked(one.decl))
            {
                words.insert(export.clone());
                // An import of it need not say its name.
                if export == "default" {
                    words.insert(specifier(timeline, name));
                }
            }
        }
    }
    for (_, decl) in timeline.decls() {
        for (name, member) in decl.members.iter().chain(&decl.statics) {
            if is_steady(member, &decl.life) {
                // Events that come and go are told by a literal in their own declaration.
                if decl.life != always {
                    member
                        .0
                        .iter()
                        .for_each(|variant| literals(timeline.ty(variant.ty), &mut words));
                }
                continue;
            }
            words.insert(name.clone());
            member
                .0
                .iter()
                .for_each(|variant| inner_names(timeline.ty(variant.ty), &mut words, 0));
        }
        for member in [&decl.ty, &decl.construct] {
            if !is_steady(member, &decl.life) {
                words.insert(decl.name().into());
                member
                    .0
                    .iter()
                    .for_each(|variant| inner_names(timeline.ty(variant.ty), &mut words, 0));
            }
        }
    }
    lost_with_their_owner(timeline, changes, &mut words);
    for change in changes.all() {
        for subject in [&change.from, &change.to, &change.symbol]
            .into_iter()
            .flatten()
        {
            match subject {
                Subject::Symbol(path) => path_words(path, timeline, &mut words),
                // Facts of a project are looked for everywhere (see `Words::alone`).
                Subject::Fact { .. } => {}
            }
        }
        words.extend(change.fields.iter().cloned());
    }
    words.remove("");
    words.into_iter().collect()
}

/// Members of declarations that come or go, which what takes their place does not have.
fn lost_with_their_owner(timeline: &Timeline, changes: &Changes, words: &mut BTreeSet<SmolStr>) {
    let always = timeline.always();
    let (Some(oldest), Some(newest)) = (always.first(), always.last()) else {
        return;
    };
    for (id, decl) in timeline.decls().filter(|(_, decl)| decl.life != always) {
        let (Some(first), Some(last)) = (decl.life.first(), decl.life.last()) else {
            continue;
        };
        let ways = [
            (last, VersionIdx(last.0.saturating_add(1))),
            (last, newest),
            (first, VersionIdx(first.0.saturating_sub(1))),
            (first, oldest),
        ];
        for name in decl.members.keys() {
            if words.contains(name) {
                continue;
            }
            let key = MemberKey::Member {
                decl: id,
                path: name.clone(),
            };
            let absent = |&(at, wanted): &(VersionIdx, VersionIdx)| {
                always.contains(wanted)
                    && changes.presence(timeline, &key, at, wanted) == Presence::Absent
            };
            if ways.iter().any(absent) {
                words.insert(name.clone());
            }
        }
    }
}

/// Whether a member is the same as long as its declaration lives. If that goes, the words that lead to it tell.
fn is_steady(member: &Member, parent: &Life) -> bool {
    match member.0.as_slice() {
        [] => true,
        [only] => only.life == *parent && only.deprecated.is_none(),
        _ => false,
    }
}

/// Names of fields and literals inside a type: those that a changed signature may lose.
fn inner_names(ty: &Type, words: &mut BTreeSet<SmolStr>, depth: usize) {
    if depth > 8 {
        return;
    }
    match ty {
        Type::Object(fields) => {
            for field in fields {
                words.insert(field.name.clone());
                inner_names(&field.ty, words, depth + 1);
            }
        }
        Type::Literal(LiteralType::String(text)) => {
            words.insert(text.clone());
        }
        Type::List(of) => inner_names(of, words, depth + 1),
        Type::Union(types) | Type::Intersection(types) | Type::Builtin(_, types) => {
            types
                .iter()
                .for_each(|ty| inner_names(ty, words, depth + 1));
        }
        Type::Function(function) => {
            for param in &function.params {
                inner_names(&param.ty, words, depth + 1);
            }
            inner_names(&function.result, words, depth + 1);
        }
        _ => {}
    }
}

fn literals(ty: &Type, words: &mut BTreeSet<SmolStr>) {
    for arm in ty.arms() {
        if let Type::Literal(LiteralType::String(text)) = arm {
            words.insert(text.clone());
        }
    }
}

fn path_words(path: &SymbolPath, timeline: &Timeline, words: &mut BTreeSet<SmolStr>) {
    if path.entry != "." {
        words.insert(specifier(timeline, &path.entry));
    }
    if path.is_glob() {
        // What it stands for comes and goes by the timeline.
        return;
    }
    let last = path.steps.iter().rev().find_map(|step| match step {
        Step::Member(name) | Step::NamedParam(name) | Step::Literal(name) => Some(name),
        Step::Param(_) | Step::Result | Step::Element => None,
    });
    words.insert(last.unwrap_or(&path.root).clone());
}

/// How an entry is imported.
fn specifier(timeline: &Timeline, entry: &str) -> SmolStr {
    let entry = entry.strip_prefix('.').unwrap_or(entry);
    format!("{}{entry}", timeline.package).into()
}
