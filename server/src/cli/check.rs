//! `check`: what is broken, deprecated or about to break.

use super::{
    args::{CheckArgs, FailOn, Format, Output},
    failure::Failure,
    scan::scan,
    scene::{Purpose, scene},
};
use crate::render::{
    concise, full, json, out,
    report::{Finding, Report},
    summary::{self, Context},
};

/// Checks, prints, and says whether the run fails because of what was found.
///
/// # Errors
/// Where the run fails itself.
pub fn run(args: &CheckArgs) -> Result<bool, Failure> {
    let mut scene = scene(&args.paths, &args.common, Purpose::Scan)?;
    let found = scan(&mut scene, args.common.output.is_pictured());
    let report = Report::new(scene.files(), found.findings, found.problems);
    let context = scene.context();
    print(
        &report,
        &context,
        args.fail_on,
        args.common.output,
        summary::check,
    )?;
    let fails = fails(&report, args.fail_on);
    // The program ends: nobody needs the memory back piece by piece.
    std::mem::forget((scene, report));
    Ok(fails)
}

/// Whether a finding is loud enough to fail the run.
#[must_use]
pub fn fails(report: &Report, fail_on: FailOn) -> bool {
    report.findings.iter().any(|it| fail_on.fails(it.severity))
}

/// Prints a report in the format that was asked for, `conclude` being the last line for people.
///
/// # Errors
/// Where it cannot be written.
pub fn print(
    report: &Report,
    context: &Context,
    fail_on: FailOn,
    output: Output,
    conclude: fn(&Report, &[&Finding], &Context) -> String,
) -> Result<(), Failure> {
    if output.format == Format::Json {
        out::data(&json::report(report).map_err(unwritten)?)?;
        return Ok(());
    }
    for problem in summary::problems(report) {
        out::stderr(&problem, output.color);
    }
    let hints_fail = fail_on == FailOn::Hint;
    let listed: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|it| summary::is_listed(it, context.targeted, hints_fail))
        .collect();
    let mut text = String::new();
    for finding in &listed {
        match output.format {
            Format::Concise => text.push_str(&concise::finding(finding)),
            Format::Full | Format::Json => {
                text.push_str(&full::finding(finding));
                text.push('\n');
            }
        }
    }
    text.push_str(&conclude(report, &listed, context));
    out::stdout(&text, output.color)?;
    Ok(())
}

/// A value as JSON, with a line break at its end.
///
/// # Errors
/// Where it has no such form.
pub fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(unwritten)?;
    text.push('\n');
    Ok(text)
}

fn unwritten(error: serde_json::Error) -> Failure {
    Failure::new(format!("the result cannot be written: {error}"))
}
