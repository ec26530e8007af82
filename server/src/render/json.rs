//! A report as JSON. Its findings, which can be many, are rendered on all processors.

use serde::Serialize;

use super::report::{Finding, Report};
use crate::parallel::each;

/// Findings that are rendered in one go.
const TOGETHER: usize = 64;

/// How a list of findings begins and ends in a report.
const BEGIN: &str = "{\n  \"findings\": [";
const END: &str = "\n  ]\n}";

#[derive(Serialize)]
struct Part<'a> {
    findings: &'a [Finding],
}

/// The pieces of the text, which ends in a line break.
///
/// # Errors
/// Where a value has no such form.
pub fn report(report: &Report) -> Result<Vec<String>, serde_json::Error> {
    let frame = Report {
        version: report.version,
        tool: report.tool.clone(),
        findings: Vec::new(),
        fixed: report.fixed.clone(),
        summary: report.summary.clone(),
        problems: report.problems.clone(),
    };
    let mut frame = serde_json::to_string_pretty(&frame)?;
    frame.push('\n');
    let parts: Vec<_> = report.findings.chunks(TOGETHER).collect();
    let Some((before, after)) = frame
        .split_once("\"findings\": []")
        .filter(|_| !parts.is_empty())
    else {
        return Ok(vec![frame]);
    };
    let rendered = each(&parts, |findings| {
        let mut text = serde_json::to_string_pretty(&Part { findings })?;
        if text.starts_with(BEGIN) && text.ends_with(END) {
            text.truncate(text.len() - END.len());
            text.drain(..BEGIN.len());
        }
        Ok(text)
    });

    let mut pieces = vec![format!("{before}\"findings\": [")];
    for (number, text) in rendered.into_iter().enumerate() {
        if number > 0 {
            pieces.push(",".to_owned());
        }
        pieces.push(text?);
    }
    pieces.push(format!("\n  ]{after}"));
    Ok(pieces)
}
