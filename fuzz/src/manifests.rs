//! Manifests, lockfiles and configurations of every kind: questions are answered, whatever stands in them.

use std::path::Path;

use workos_lsp_engine::{analysis::Surface, project::MemoryFiles};

use super::{CLIENT, workspace};

const NAMES: [&str; 14] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "yarn.lock",
    "bun.lock",
    ".yarnrc.yml",
    "tsconfig.json",
    "jsconfig.json",
    "base.json",
    "src/package.json",
    "node_modules/@workos-inc/node/package.json",
    "node_modules/.package-lock.json",
];

const USE: &str = "import { workos } from '@/lib';\nimport { workos as other } from './lib';\nimport '@workos-inc/node/worker';\nimport 'alias';\nworkos.vault.readSecret({ id: '1' });\nother.mfa.verifyFactor({});\n";

/// Bytes: files one after the other, with `\0` between; of each the first byte tells which.
pub fn manifests(data: &[u8]) {
    let mut disk = MemoryFiles::new([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^8", "alias": "npm:@workos-inc/node@7" } }"#,
        ),
        ("/w/tsconfig.json", r#"{ "extends": "./base.json" }"#),
        ("/w/src/lib.ts", CLIENT),
        ("/w/src/a.ts", USE),
    ]);
    for part in data.split(|byte| *byte == 0).take(6) {
        if let Some((first, text)) = part.split_first() {
            let name = NAMES[usize::from(*first) % NAMES.len()];
            disk = disk.file(Path::new("/w").join(name), text);
        }
    }
    let snapshot = workspace(disk, Surface::CommandLine).snapshot();
    for path in ["/w/src/a.ts", "/w/package.json", "/w/src/package.json"] {
        let path = Path::new(path);
        let report = snapshot.check(path);
        for problem in report.problems {
            assert!(!problem.message.contains("a bug in"), "{problem:?}");
        }
        let _ = snapshot.dependencies(path);
        for offset in (0..200).step_by(8) {
            let _ = snapshot.hover(path, offset);
        }
    }
    let _ = snapshot.problems();
}
