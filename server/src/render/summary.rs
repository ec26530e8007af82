//! The last lines of `full` and `concise`: what it comes to.

use workos_lsp_engine::analysis::{Applicability, Severity, State};

use super::{
    report::{Finding, Report, Upcoming},
    words::{count, list},
};

/// A covered package that is in use, with its version as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InUse {
    /// Its name.
    pub package: String,
    /// Its version, or the range.
    pub installed: Option<String>,
    /// The target.
    pub target: Option<String>,
}

/// Everything that the summary says besides the report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Packages in use, each version once.
    pub in_use: Vec<InUse>,
    /// All covered packages.
    pub covered: Vec<String>,
    /// Whether a target was given, by flag or configuration.
    pub targeted: bool,
    /// The `--to` flags as they were typed, to be repeated in advice.
    pub flags: String,
}

/// Whether a finding is listed: what only breaks on the way is counted, unless it was asked for.
#[must_use]
pub fn is_listed(it: &Finding, targeted: bool, hints_fail: bool) -> bool {
    let on_the_way = matches!(it.state, State::Upcoming | State::Changed);
    !(on_the_way && it.severity == Severity::Hint) || targeted || hints_fail
}

/// The summary of a check, given the findings that were listed.
#[must_use]
pub fn check(report: &Report, listed: &[&Finding], context: &Context) -> String {
    if context.in_use.is_empty() && report.findings.is_empty() {
        let covered = list(&context.covered);
        return format!("No covered package is in use here (covered: {covered}).\n");
    }
    let mut text = String::new();
    if listed.is_empty() {
        let files = count(report.summary.files, "file");
        let packages = list(&context.in_use.iter().map(in_use).collect::<Vec<_>>());
        text.push_str(&match (context.targeted, packages.is_empty()) {
            (_, true) => format!("Checked {files}: nothing to report."),
            (false, _) => format!("Checked {files}: nothing to report on {packages}."),
            (true, _) => format!("Checked {files}: nothing breaks on {packages}."),
        });
    } else {
        text.push_str(&listing(report, listed));
        text.push_str(&fixable(listed, &context.flags));
    }
    if !context.targeted {
        let several = context.in_use.iter().any(|it| {
            context
                .in_use
                .first()
                .is_some_and(|first| first.package != it.package)
        });
        for way in hidden(report, listed) {
            text.push(' ');
            text.push_str(&on_the_way(way, several, !listed.is_empty()));
        }
    }
    text.push('\n');
    text
}

fn in_use(it: &InUse) -> String {
    let version = it.installed.as_deref().unwrap_or("(version unknown)");
    match &it.target {
        Some(target) => format!("{} {version} on the way to {target}", it.package),
        None => format!("{} {version}", it.package),
    }
}

/// `Found 20 findings in 6 of 11 files: 18 errors, 2 warnings.`
fn listing(report: &Report, listed: &[&Finding]) -> String {
    let mut files: Vec<&str> = listed.iter().map(|it| it.path.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let severities = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Information, "note"),
        (Severity::Hint, "hint"),
    ];
    let parts: Vec<String> = severities
        .iter()
        .filter_map(|(severity, noun)| {
            let number = listed.iter().filter(|it| it.severity == *severity).count();
            (number > 0).then(|| count(number, noun))
        })
        .collect();
    format!(
        "Found {} in {} of {}.",
        list(&parts),
        files.len(),
        count(report.summary.files, "file"),
    )
}

/// ` 12 can be fixed with …`
fn fixable(listed: &[&Finding], flags: &str) -> String {
    let with = |applicability| {
        listed
            .iter()
            .filter(|it| it.fixes.iter().map(|fix| fix.applicability).max() == Some(applicability))
            .count()
    };
    let safe = with(Applicability::Safe);
    let risky = with(Applicability::Unsafe);
    match (safe, risky) {
        (0, 0) => String::new(),
        (0, _) => format!(" `workos-lsp fix{flags} --unsafe` can fix {risky}; look at the result."),
        (_, 0) => format!(" `workos-lsp fix{flags}` can fix {safe}."),
        _ => format!(
            " `workos-lsp fix{flags}` can fix {safe}, and with `--unsafe` {risky} more; look at the result."
        ),
    }
}

/// The ways on which places break that were not listed.
fn hidden<'a>(report: &'a Report, listed: &[&Finding]) -> Vec<&'a Upcoming> {
    let is_listed = |way: &Upcoming| {
        listed.iter().any(|it| {
            matches!(it.state, State::Upcoming | State::Changed)
                && it.package == way.package
                && it.target == way.target
        })
    };
    report
        .summary
        .upcoming
        .iter()
        .filter(|way| !is_listed(way))
        .collect()
}

/// `12 places break on the way to 11.0.0; --to latest lists them.` With `further`: besides those that were listed.
fn on_the_way(way: &Upcoming, several: bool, further: bool) -> String {
    let more = if further { " more" } else { "" };
    let places = match way.places {
        1 => format!("1{more} place breaks"),
        places => format!("{places}{more} places break"),
    };
    let package = &way.package;
    if several {
        format!(
            "{places} on the way to {package} {}; --to {package}=latest lists {}.",
            way.target,
            if way.places == 1 { "it" } else { "them" }
        )
    } else {
        format!(
            "{places} on the way to {}; --to latest lists {}.",
            way.target,
            if way.places == 1 { "it" } else { "them" }
        )
    }
}

/// What a fix run comes to.
#[must_use]
pub fn fix(report: &Report, listed: &[&Finding], context: &Context) -> String {
    let fixed = report.fixed.as_deref().unwrap_or_default();
    let number: usize = fixed.iter().map(|it| it.findings).sum();
    let mut text = String::new();
    for it in fixed {
        text.push_str(&format!(
            "Fixed {} in {}",
            count(it.findings, "finding"),
            it.path
        ));
        if let Some(renamed) = &it.renamed {
            text.push_str(&format!(", now {renamed}"));
        }
        text.push('\n');
    }
    if context.in_use.is_empty() && report.findings.is_empty() && fixed.is_empty() {
        return check(report, listed, context);
    }
    let remain = match listed.len() {
        0 => "nothing remains".to_owned(),
        1 => "1 finding remains".to_owned(),
        more => format!("{more} findings remain"),
    };
    match number {
        0 => text.push_str(&format!("Nothing was fixed; {remain}.")),
        _ => text.push_str(&format!(
            "Fixed {} in {}; {remain}.",
            count(number, "finding"),
            count(fixed.len(), "file")
        )),
    }
    let risky = listed
        .iter()
        .filter(|it| {
            it.fixes
                .iter()
                .any(|fix| fix.applicability == Applicability::Unsafe)
        })
        .count();
    if risky > 0 {
        text.push_str(&format!(
            " `workos-lsp fix{} --unsafe` can fix {risky} more; look at the result.",
            context.flags
        ));
    }
    text.push('\n');
    text
}

/// Problems, one line each, for standard error.
pub fn problems(report: &Report) -> impl Iterator<Item = String> + '_ {
    report
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.path, problem.message))
}
