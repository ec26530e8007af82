//! The text of a hover on a symbol: the versions it lives in, state, replacement, gotcha, example, link.

use super::{
    Finding, State, Target,
    copy::Copy,
    fix::{For, Way},
    shown::by_path,
    state::state,
};
use crate::{
    knowledge::{Change, Knowledge, Life, MemberKey, SymbolPath, VersionIdx, page},
    resolve::Occurrence,
};

/// What a hover is made of.
pub struct HoverInput<'a> {
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// What is hovered.
    pub occurrence: &'a Occurrence,
    /// The target.
    pub target: &'a Target,
    /// The finding about it, if there is one.
    pub finding: Option<&'a Finding>,
}

/// The hover's Markdown; `None` where there is no news of the symbol and the docs have nothing to say.
#[must_use]
pub fn hover(input: &HoverInput<'_>) -> Option<String> {
    let occurrence = input.occurrence;
    let copy = Copy::new(
        input.knowledge,
        occurrence.package,
        &occurrence.installed,
        input.target,
    );
    let key = &occurrence.symbol;
    let verdict = state(&copy, key);
    let life = life(&copy, key);
    let lives = verdict.as_ref().map_or(copy.v, |verdict| verdict.lives);
    let entry = entry(&copy, input, key, lives);
    let docs = docs(input.knowledge, &copy, key, entry);
    let signatures = signatures(&copy, key);
    let is_news = verdict.is_some() || input.finding.is_some() || signatures.is_some();
    if !is_news && docs.is_none() {
        return None;
    }
    let mut parts = vec![head(&copy, key, &life)];
    if let Some(finding) = input.finding {
        parts.push(finding.message.clone());
    } else if let Some(verdict) = &verdict {
        let message = super::message::compose(&copy, &by_path(&copy, key), verdict, None, None);
        parts.push(message);
    }
    if verdict.is_some()
        && input.finding.is_none()
        && let Some(to) = replacement(
            &copy,
            occurrence,
            lives,
            verdict.as_ref().map(|verdict| verdict.state),
        )
    {
        parts.push(format!("Use `{to}`."));
    }
    if let Some(entry) = entry
        && !parts.iter().any(|part| part.contains(&entry.note))
    {
        parts.push(entry.note.clone());
    }
    parts.extend(signatures);
    parts.extend(docs);
    if let Some(reference) = entry.and_then(|entry| entry.refs.first()) {
        parts.push(format!("[Reference]({reference})"));
    }
    Some(parts.join("\n\n"))
}

/// `WorkOS.mfa.verifyFactor`: since when, until when; what is installed.
fn head(copy: &Copy<'_>, key: &MemberKey, life: &Life) -> String {
    let mut head = by_path(copy, key);
    head.push_str(" · ");
    head.push_str(&spans(copy, life));
    if copy.is_known() {
        head.push_str(&format!(" · you have {}", copy.installed_text()));
    }
    head
}

/// Spans in words: `7.0.0 – 7.82.0`, `since 8.0.0`, `every known version`.
pub(super) fn spans(copy: &Copy<'_>, life: &Life) -> String {
    let versions = copy.timeline.versions.len();
    let text = |&(start, end): &(u16, u16)| {
        let first = copy.version_text(VersionIdx(start));
        let last = copy.version_text(VersionIdx(end.saturating_sub(1)));
        let first = copy
            .timeline
            .boundary(VersionIdx(start))
            .map(|boundary| match boundary {
                crate::knowledge::Boundary::In(version)
                | crate::knowledge::Boundary::Between(_, version) => version.to_string(),
            })
            .unwrap_or(first);
        match (start == 0, usize::from(end) >= versions) {
            (true, true) => "every known version".to_owned(),
            (false, true) => format!("since {first}"),
            (true, false) => format!("up to {last}"),
            (false, false) if start + 1 == end => first,
            (false, false) => format!("{first} – {last}"),
        }
    };
    life.0.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// In which versions a use of the symbol works. A release candidate without it between two releases with it is no gap.
fn life(copy: &Copy<'_>, key: &MemberKey) -> Life {
    let is_candidate = |at: VersionIdx| {
        copy.timeline
            .version(at)
            .is_some_and(nodejs_semver::Version::is_prerelease)
    };
    let works = |at: &VersionIdx| super::state::works(copy, key, *at);
    let mut lives: Vec<VersionIdx> = Vec::new();
    // Candidates without it since the last release that has it.
    let mut gap: Vec<VersionIdx> = Vec::new();
    let mut lasts = false;
    for at in copy.timeline.indices() {
        if works(&at) {
            lives.append(&mut gap);
            lives.push(at);
        } else if is_candidate(at) && lasts {
            gap.push(at);
        } else {
            gap.clear();
        }
        lasts = lives.last() == Some(&at) || gap.last() == Some(&at);
    }
    Life::of_versions(lives)
}

/// The entry that says most about the symbol.
fn entry<'a>(
    copy: &Copy<'a>,
    input: &HoverInput<'a>,
    key: &MemberKey,
    lives: VersionIdx,
) -> Option<&'a Change> {
    let of_finding = input.finding.and_then(|finding| finding.change.as_ref());
    of_finding
        .and_then(|id| copy.changes.by_id(id))
        .or_else(|| copy.changes.lookup(key).into_iter().next())
        .or_else(|| {
            let way = copy.changes.lineage(copy.timeline, key, lives, copy.t)?;
            way.hops.first().map(|hop| hop.change)
        })
}

fn replacement(
    copy: &Copy<'_>,
    occurrence: &Occurrence,
    lives: VersionIdx,
    state: Option<State>,
) -> Option<String> {
    let wanted = match state? {
        State::Upcoming => copy.t,
        _ => copy.v,
    };
    let way = Way::find(
        copy,
        &occurrence.symbol,
        lives,
        &occurrence.usage,
        For::Now(wanted),
    )?;
    Some(way.spelled())
}

/// Both signatures, where they differ between V and T.
fn signatures(copy: &Copy<'_>, key: &MemberKey) -> Option<String> {
    if copy.v == copy.t || !copy.is_known() {
        return None;
    }
    let now = copy.timeline.signature(key, copy.v)?;
    let then = copy.timeline.signature(key, copy.t)?;
    if now == then {
        return None;
    }
    let (v, t) = (copy.version_text(copy.v), copy.version_text(copy.t));
    let line = |version: &str, text: &str| format!("- {version}: `{}`", text.replace('\n', "`, `"));
    Some(format!("{}\n{}", line(&v, &now), line(&t, &then)))
}

/// Our own prose about the symbol: a page that names it, or the page of its entry.
fn docs(
    knowledge: &Knowledge,
    copy: &Copy<'_>,
    key: &MemberKey,
    entry: Option<&Change>,
) -> Option<String> {
    let package = knowledge.package(copy.name)?;
    let paths: Vec<SymbolPath> = [Some(copy.v), None]
        .into_iter()
        .filter_map(|at| copy.timeline.path_of(key, at))
        .collect();
    let exact = paths.iter().map(ToString::to_string);
    let bare = paths.iter().map(|path| {
        let path = SymbolPath {
            entry: ".".into(),
            ..path.clone()
        };
        path.to_string()
    });
    let pages = knowledge.pages(package);
    // A page on the entry itself says more than one on the name.
    let named = exact.chain(bare).find_map(|name| {
        let mut texts = pages
            .iter()
            .filter_map(|page| knowledge.docs(package, page));
        texts.find_map(|text| page::about(text, &name))
    });
    let of_entry = || Some(page::body(knowledge.docs(package, entry?.docs.as_ref()?)?));
    named.or_else(of_entry).map(str::to_owned)
}
