//! `workos-lsp-ignore`.

use super::*;
use crate::text::apply_all;

const OLD: &str = "workos.vault.readSecret({ id: '1' });";

fn left(code: &str) -> usize {
    let text = with_client(code);
    snapshot("8.0.0", &text, command_line())
        .check(&at("a.ts"))
        .findings
        .len()
}

#[test]
fn on_the_line_and_on_the_line_above() {
    assert_eq!(left(OLD), 1);
    assert_eq!(left(&format!("{OLD} // workos-lsp-ignore")), 0);
    assert_eq!(left(&format!("// workos-lsp-ignore\n{OLD}")), 0);
    assert_eq!(left(&format!("/* workos-lsp-ignore: removed */ {OLD}")), 0);
    assert_eq!(
        left(&format!(
            "// workos-lsp-ignore: node/vault-read-secret, node/x -- a reason\n{OLD}"
        )),
        0
    );
    assert_eq!(
        left(&format!(
            "// workos-lsp-ignore: node/vault-list-secret\n{OLD}"
        )),
        1
    );
    assert_eq!(left(&format!("// workos-lsp-ignore\n\n{OLD}")), 1);
    assert_eq!(left(&format!("f(); // workos-lsp-ignore\n{OLD}")), 1);
    assert_eq!(left(&format!("// workos-lsp-ignored\n{OLD}")), 1);
    assert_eq!(
        left(&format!(
            "// workos-lsp-ignore: node/x\n// workos-lsp-ignore: node/vault-read-secret\n{OLD}"
        )),
        0
    );
}

fn ignored(name: &str, text: &str) -> String {
    let snapshot = over(disk("8.0.0", &[(name, text)]), command_line()).snapshot();
    let finding = snapshot.check(&at(name)).findings.remove(0);
    let id = finding.change.expect("a change");
    let change = snapshot
        .ignore_edit(&at(name), finding.range.start, &[&id])
        .expect("an edit");
    let after = apply_all(text, &change.edits[&at(name)]).expect("edits fit");
    let snapshot = over(disk("8.0.0", &[(name, &after)]), command_line()).snapshot();
    assert!(snapshot.check(&at(name)).findings.is_empty(), "{after}");
    after
}

#[test]
fn the_edit_puts_a_comment_that_works() {
    let text = with_client(&format!("\t{OLD}\r\n"));
    assert!(
        ignored("a.ts", &text)
            .contains("\n\t// workos-lsp-ignore: node/vault-read-secret\n\tworkos")
    );
    let known = with_client(&format!("// workos-lsp-ignore: node/x\n{OLD}\n"));
    assert!(
        ignored("a.ts", &known).contains("// workos-lsp-ignore: node/x, node/vault-read-secret\n")
    );
    let template = with_client("const a = `\n  ${workos.vault.readSecret({ id: '1' })}\n`;\n");
    assert!(
        ignored("a.ts", &template).contains(
            "  ${workos.vault./* workos-lsp-ignore: node/vault-read-secret */ readSecret("
        )
    );
}

#[test]
fn between_elements_it_is_an_expression() {
    let text = with_client(
        "const a = (\n  <p>\n    text\n    {workos.vault.readSecret({ id: '1' })}\n  </p>\n);\n",
    );
    assert!(
        ignored("a.tsx", &text)
            .contains("    {/* workos-lsp-ignore: node/vault-read-secret */}\n    {workos")
    );
}
