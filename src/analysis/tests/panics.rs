//! A rule that breaks costs its file, says which and where, and nothing else.

use super::*;
use crate::knowledge::BROKEN;

#[test]
fn a_broken_entry_costs_the_files_that_need_it() {
    let broken = with_client("workos.vault.readSecret({ id: '1' });");
    let sound = with_client("workos.vault.deleteSecret({ id: '1' });");
    for settings in [command_line(), editor()] {
        let mut workspace = over(disk("8.0.0", &[]), settings);
        workspace.open(&at("broken.ts"), &broken, 1);
        workspace.open(&at("sound.ts"), &sound, 1);
        let shown = |workspace: &Workspace, name: &str| {
            let snapshot = workspace.snapshot();
            let (shown, checked) = (snapshot.shown(&at(name)), snapshot.check(&at(name)));
            assert_eq!(shown.problems, checked.problems);
            assert_eq!(shown.findings.len(), checked.findings.len());
            (checked.findings.len(), checked.problems)
        };
        BROKEN.set(Some("node/vault-read-secret".into()));
        let (findings, problems) = shown(&workspace, "broken.ts");
        assert_eq!(findings, 0);
        assert_eq!(
            problems,
            [Problem {
                path: at("broken.ts"),
                message: "a bug in workos-lsp: as was asked for (at node/vault-read-secret); the file is left out".into(),
            }]
        );
        assert_eq!(shown(&workspace, "sound.ts"), (1, Vec::new()));
        BROKEN.set(None);
        // The next edit finds it as if nothing had been.
        workspace.open(&at("broken.ts"), &broken, 2);
        assert_eq!(shown(&workspace, "broken.ts"), (1, Vec::new()));
    }
}
