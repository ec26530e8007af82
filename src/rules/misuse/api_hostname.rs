//! `misuse/api-hostname-missing`: the provider of AuthKit for React is given no `apiHostname`. Off unless asked for: on
//! localhost and in environments for tests it needs none.

use super::{Found, Look, REACT, Rule};
use crate::{
    lower::{ExprKind, PropKey},
    resolve::Certainty,
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/api-hostname-missing",
    package: REACT,
    look: Look::File(look),
    words: &["AuthKitProvider"],
};

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| !setting.in_test) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(REACT) {
        let Some(placed) = source.item(occurrence.item) else {
            continue;
        };
        let attributes = placed.item.exprs.iter().find_map(|expr| match &expr.kind {
            ExprKind::Jsx {
                tag: Some(tag),
                attributes,
                ..
            } if placed.expr(*tag).map(|tag| placed.range(tag.span))
                == Some(occurrence.range.clone()) =>
            {
                Some(attributes)
            }
            _ => None,
        });
        // What is spread may hold it.
        let has_it = attributes.is_none_or(|attributes| {
            attributes.iter().any(|prop| match &prop.key {
                PropKey::Static(name) => name == "apiHostname",
                PropKey::Computed(_) | PropKey::Spread => true,
            })
        });
        if has_it || setting.name_of(occurrence).as_deref() != Some("AuthKitProvider") {
            continue;
        }
        found.push(Found {
            certainty: Certainty::Inferred,
            ..Found::certain(
                occurrence.range.clone(),
                "Without `apiHostname` the session lies in a cookie of `api.workos.com`, which browsers treat as a third party's: in production people are signed out when they reload.",
            )
        });
    }
    found
}
