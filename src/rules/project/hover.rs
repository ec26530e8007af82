//! Hovers on facts of the project: since when a package looks at something, and our own words on it.

use super::contract::{entry, what, words};
use crate::{
    knowledge::{Knowledge, PackageId, page},
    project::Installed,
    resolve::ProjectFact,
    rules::{Target, copy::Copy, hover::spans, message::sentence, state::of_life},
};

/// The hover on what some facts of one range denote; `None` where there is nothing to say.
#[must_use]
pub fn fact_hover(
    knowledge: &Knowledge,
    facts: &[ProjectFact],
    target: &dyn Fn(PackageId, &Installed) -> Target,
) -> Option<String> {
    let first = facts.first()?;
    let (_, noun) = words(&first.kind);
    let mut lines: Vec<String> = Vec::new();
    let mut prose: Option<String> = None;
    for fact in facts {
        let target = target(fact.package, &fact.installed);
        let copy = Copy::new(knowledge, fact.package, &fact.installed, &target);
        let Some(contract) = copy.timeline.contract(&fact.kind, &fact.name) else {
            continue;
        };
        let you = if copy.is_known() {
            format!(" · you have {}", copy.installed_text())
        } else {
            String::new()
        };
        let mut line = format!("{}: {}{you}", copy.name, spans(&copy, &contract.life));
        let entry = entry(&copy, fact);
        if let Some(verdict) = of_life(&copy, &contract.life) {
            line.push_str("\n\n");
            line.push_str(&what(&copy, fact, &verdict));
        }
        if let Some(entry) = entry {
            line.push_str("\n\n");
            line.push_str(&sentence(&entry.note));
        }
        let own = docs(knowledge, fact).or_else(|| {
            let page = knowledge.docs(fact.package, entry?.docs.as_ref()?)?;
            Some(page::body(page).trim().to_owned())
        });
        let is_told = own.is_some() || entry.is_some() || is_distinct(fact);
        if is_told {
            lines.push(line);
        }
        prose = prose.or(own);
    }
    let (head, others) = lines.split_first()?;
    let mut parts = vec![format!("{noun} `{}` · {head}", first.name)];
    parts.extend_from_slice(others);
    parts.extend(prose);
    Some(parts.join("\n\n"))
}

/// Whether a name can mean nothing but what the package means by it.
fn is_distinct(fact: &ProjectFact) -> bool {
    let name = fact.name.to_ascii_lowercase();
    fact.kind == "env" || name.starts_with("wos-") || name.contains("workos")
}

/// The page that names a fact.
fn docs(knowledge: &Knowledge, fact: &ProjectFact) -> Option<String> {
    let subject = format!("{}:{}", fact.kind, fact.name);
    let pages = knowledge.pages(fact.package);
    let mut texts = pages
        .iter()
        .filter_map(|name| knowledge.docs(fact.package, name));
    texts
        .find_map(|text| page::about(text, &subject))
        .map(|text| text.trim().to_owned())
}
