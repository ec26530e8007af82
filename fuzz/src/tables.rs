//! A user's tables and configuration: what is wrong with them is said, and work goes on.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use workos_lsp::cli::config;
use workos_lsp_engine::{
    analysis::{Settings, Surface, Workspace},
    knowledge::{Knowledge, OverlayFile, VersionIdx},
};

use super::disk;

/// A package of a handful of symbols: what is laid over it is read in no time.
const API: &str = r#"{"format":1,"ecosystem":"npm","package":"@workos-inc/node","versions":["7.0.0","8.13.0","9.0.0"],
"entries":{".":{"exports":{"WorkOS":[{"d":"WorkOS"}],"User":[{"d":"User"}]}}},
"decls":{"WorkOS":{"kind":"class","members":{"vault":[{"t":0}],"mfa":[{"in":[0,2],"t":1}],"multiFactorAuth":[{"in":[2,3],"t":1}]},"construct":[{"t":2}]},
"Vault":{"kind":"class","members":{"readSecret":[{"in":[0,1],"t":3,"http":"GET /{}"}],"readObject":[{"t":3,"http":"GET /{}"}]}},
"Mfa":{"kind":"class","members":{"verifyFactor":[{"in":[0,2],"t":4}],"verifyChallenge":[{"t":4}]}},
"User":{"kind":"interface","members":{"id":[{"t":5}],"name":[{"in":[1,3],"t":5,"optional":true}]}}},
"types":["Vault","Mfa","(key?: string) => WorkOS","(options: { id: string }) => Promise<User>","(options: { code: string; id?: string }) => Promise<User | null>","string"]}"#;

const TABLE: &str = r#"{ "changes": [ { "id": "node/read", "kind": "rename", "from": "WorkOS.vault.readSecret", "to": "WorkOS.vault.readObject", "note": "n" } ] }"#;

const USE: &str = "import { workos } from './lib';\nimport type { User } from '@workos-inc/node';\nworkos.vault.readSecret({ id: '1' });\nworkos.mfa.verifyFactor({ code: '1' });\nexport const user: User = { id: 'a', name: 'b' };\n";

static BASE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::from_texts(&[("@workos-inc/node", API, &[TABLE])]));

const NAMES: [&str; 6] = [
    "npm/@workos-inc/node/changes/mine.json",
    "npm/@workos-inc/node/changes/more.json",
    "npm/@workos-inc/node/docs/page.md",
    "npm/@workos-inc/node/api.json",
    "npm/other/api.json",
    "npm/other/changes/a.json",
];

/// Bytes: files one after the other, with `\0` between; of each the first byte tells which. One of them is the
/// configuration.
pub fn tables(data: &[u8]) {
    let mut files = Vec::new();
    let mut disk = disk().file("/w/a.ts", USE);
    for part in data.split(|byte| *byte == 0).take(6) {
        let Some((first, text)) = part.split_first() else {
            continue;
        };
        match NAMES.get(usize::from(*first) % (NAMES.len() + 1)) {
            None => disk = disk.file("/w/workos-lsp.json", text),
            Some(name) => files.push(OverlayFile {
                path: (*name).to_owned(),
                shown: (*name).to_owned(),
                bytes: text.to_owned(),
            }),
        }
    }
    let knowledge = Arc::new(BASE.with_overlay(&files));
    let _ = (knowledge.problems(), knowledge.verify());
    for package in knowledge.packages() {
        let versions = u16::try_from(knowledge.timeline(package).versions.len());
        if let Some(last) = versions.unwrap_or_default().checked_sub(1) {
            let _ = knowledge.gaps(package, VersionIdx(0), VersionIdx(last));
        }
    }
    let (found, _) = config::read(&disk, Path::new("/w/workos-lsp.json"));
    let (dirs, _) = config::tables(&disk, &found, Path::new("/w"), Some(Path::new("/w")));
    assert!(dirs.iter().all(|dir| dir.starts_with("/w")), "{dirs:?}");
    let settings = Settings {
        config: found,
        config_dir: Some(PathBuf::from("/w")),
        ..Settings::new(Surface::CommandLine)
    };
    let folders = vec![PathBuf::from("/w")];
    let snapshot = Workspace::new(folders, Arc::new(disk), knowledge, settings).snapshot();
    let path = Path::new("/w/a.ts");
    for problem in snapshot.check(path).problems {
        assert!(!problem.message.contains("a bug in"), "{problem:?}");
    }
    for offset in (0..USE.len()).step_by(7) {
        let _ = snapshot.hover(path, offset);
    }
    let _ = snapshot.fix_all(path, &Default::default());
}
