//! Fixes of random code: disjoint, the finding is gone, nothing is broken that was not, and a second run has nothing to do.

use proptest::prelude::*;

use super::{
    random::{KNOWLEDGE, source},
    *,
};
use crate::{
    syntax::{Language, SyntaxTree},
    text::{Text, apply_all, are_disjoint},
};

fn is_sound(text: &str) -> bool {
    !SyntaxTree::parse(Language::TypeScript, &Text::new(text)).has_error()
}

/// How many findings are like this one.
fn like(finding: &Finding, all: &[Finding]) -> usize {
    let same = |it: &&Finding| {
        it.state == finding.state && it.change == finding.change && it.symbol == finding.symbol
    };
    all.iter().filter(same).count()
}

/// Tables are parsed once.
fn snapshot_of(version: &str, text: &str, settings: Settings) -> Snapshot {
    let disk = Arc::new(disk(version, &[("a.ts", text)]));
    let folders = vec![PathBuf::from("/w")];
    Workspace::new(folders, disk, Arc::clone(&KNOWLEDGE), settings).snapshot()
}

fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, ..ProptestConfig::default() })]
    #[test]
    fn fixes_are_what_fixes_have_to_be(
        version in prop::sample::select(vec!["7.82.0", "8.0.0", "9.0.0", "9.1.1", "11.0.0"]),
        target in prop::sample::select(vec![None, Some("8.0.0"), Some("9.0.0"), Some("11.0.0")]),
        text in source(),
        allow_unsafe: bool,
    ) {
        let text = with_client(&text);
        let mut settings = command_line();
        if let Some(target) = target {
            settings.to.insert(String::new(), target.to_owned());
        }
        let of = |text: &str| snapshot_of(version, text, settings.clone());
        let before = of(&text);
        let path = at("a.ts");
        let report = before.check(&path);
        prop_assert_eq!(&report.problems, &[]);
        for finding in &report.findings {
            for fix in &finding.fixes {
                let Some(edits) = fix.change.edits.get(&path) else { continue };
                prop_assert!(are_disjoint(edits), "{:?}", edits);
                let after = apply_all(&text, edits);
                prop_assert!(after.is_some(), "{:?}", edits);
                let after = after.unwrap_or_default();
                prop_assert!(is_sound(&after) || !is_sound(&text), "{} makes\n{}", fix.title, after);
                let left = of(&after).check(&path).findings;
                prop_assert!(
                    like(finding, &left) < like(finding, &report.findings),
                    "{} leaves {} in\n{}", fix.title, finding.message, after
                );
            }
        }
        let filter = FixFilter { only: Vec::new(), allow_unsafe };
        let fixed = before.fix_all(&path, &filter);
        prop_assert!(fixed.is_some());
        let Some(fixed) = fixed else { return Ok(()) };
        prop_assert!(is_sound(&fixed.text) || !is_sound(&text), "{}", fixed.text);
        let again = of(&fixed.text).fix_all(&path, &filter).map(|it| (it.applied, it.text));
        prop_assert_eq!(again, Some((0, fixed.text)));
    }
}
