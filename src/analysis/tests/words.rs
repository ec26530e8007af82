//! A scan that parses only files with words of an SDK that reach one finds what a scan of everything finds (CONTRACT
//! §8), on workspaces that a seeded generator makes.

use super::*;

/// SplitMix64: the same workspaces everywhere.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        let at = usize::try_from(self.next() % of.len() as u64).unwrap();
        of[at]
    }
}

/// Modules that make a client: `{ workos, getWorkOS, default }` as far as they give them.
const CLIENTS: [&str; 10] = [
    "import Client from '@workos-inc/node';\nexport const workos = new Client('k');\nexport const getWorkOS = () => workos;\nexport default workos;\n",
    "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('k');\nexport default workos;\nexport const getWorkOS = () => workos;\n",
    "import { WorkOS } from '@workos-inc/node';\nlet client: WorkOS | null = null;\nexport function getWorkOS() { client ??= new WorkOS('k'); return client; }\nexport const workos = getWorkOS();\nexport default getWorkOS();\n",
    "import type { WorkOS } from '@workos-inc/node';\nexport const workos = new Proxy({} as WorkOS, {});\nexport const getWorkOS = async () => workos;\nexport { workos as default };\n",
    "const { WorkOS } = require('@workos-inc/node');\nconst workos = new WorkOS('k');\nmodule.exports = { workos, getWorkOS: () => workos, default: workos };\n",
    "import * as sdk from '@workos-inc/node';\nexport const workos: sdk.WorkOS = make();\nexport const getWorkOS = (): sdk.WorkOS => workos;\nexport default workos;\ndeclare function make(): sdk.WorkOS;\n",
    "export const getWorkOS = async () => new (await import('@workos-inc/node')).WorkOS('k');\nexport const workos = await getWorkOS();\nexport default workos;\n",
    "import { WorkOS as Client } from '@workos-inc/node';\nclass Holder { readonly workos = new Client('k'); }\nexport const { workos } = new Holder();\nexport const getWorkOS = () => new Holder().workos;\nexport default workos;\n",
    "export { WorkOS, GeneratePortalLinkIntent } from '@workos-inc/node';\nimport { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS();\nexport const getWorkOS = () => workos;\nexport default workos;\n",
    // The same names, and nothing of an SDK.
    "export const workos = { vault: { readSecret: (o: object) => o }, mfa: {} } as any;\nexport const getWorkOS = () => workos;\nexport default workos;\n",
];

/// What hands on all names of another module (`$M`).
const BARRELS: [&str; 4] = [
    "export * from '$M';\nexport { default } from '$M';\n",
    "import def, { workos as inner, getWorkOS } from '$M';\nexport { inner as workos, getWorkOS, def as default };\n",
    "import * as all from '$M';\nexport const { workos, getWorkOS } = all;\nexport default all.default;\n",
    "const all = require('$M');\nmodule.exports = all;\n",
];

/// How a client comes into a file from a module (`$M`).
const IMPORTS: [&str; 8] = [
    "import { workos } from '$M';\n",
    "import workos from '$M';\n",
    "import { getWorkOS } from '$M';\nconst workos = await getWorkOS();\n",
    "const { workos } = require('$M');\n",
    "const { workos } = await import('$M');\n",
    "import * as lib from '$M';\nconst workos = lib.workos;\n",
    "import { workos as w } from '$M'; const workos = w;\n",
    "import/* no blank */{workos}from'$M';\n",
];

/// What is done with it.
const USES: [&str; 16] = [
    "workos.vault.readSecret({ id: '1' });\n",
    "workos['vault']['readSecret']({ id: '1' });\n",
    "workos.v\\u0061ult.readSecret({ id: '1' });\n",
    "workos[`vault`].readSecret({ id: '1' });\n",
    "const { mfa: { verifyFactor } } = workos;\n",
    "export const f = () => workos?.mfa?.verifyFactor;\n",
    "const um = workos.userManagement; um.sendMagicAuthCode({ email: 'a' });\n",
    "workos.sso.getAuthorizationUrl({ domain: 'a', clientId: 'c', redirectUri: 'r' });\n",
    "const o = await workos.organizations.createOrganization({ name: 'a', domains: ['b'] }); o.domains;\n",
    "for (const user of (await workos.directorySync.listUsers({})).data) user.emails.concat(user.username);\n",
    "const e = await workos.webhooks.constructEvent({}); if (e.event === 'dsync.deactivated') e.data;\n",
    "const key = 'vault' as const; workos[key].readSecret({ id: '1' });\n",
    "export type Vault = (typeof workos)['vault']['readSecret'];\n",
    "workos.organizations.getOrganization('o');\n",
    "export const base = workos.baseURL;\n",
    "workos\n  .vault // here\n  ./* and here */readSecret({ id: '1' });\n",
];

/// Files without any module: words or none.
const ALONE: [&str; 4] = [
    "const workos = { vault: { readSecret() {} } }; workos.vault.readSecret();\n",
    "export const add = (a: number, b: number) => a + b;\n",
    "// import { WorkOS } from '@workos-inc/node'; verifyFactor\nconst x = 1;\n",
    "declare const workos: any;\nworkos.mfa.verifyFactor({});\n",
];

/// The names and texts of a workspace.
fn generated(seed: u64) -> Vec<(String, String)> {
    let mut random = Seeded(seed);
    let mut files: Vec<(String, String)> = Vec::new();
    // Modules that give a client.
    let mut modules: Vec<String> = Vec::new();
    let endings = ["ts", "mts", "js"];
    for number in 0..3 + random.next() % 3 {
        let ending = random.one_of(&endings);
        let name = format!("src/lib/client{number}");
        files.push((
            format!("{name}.{ending}"),
            random.one_of(&CLIENTS).to_owned(),
        ));
        modules.push(name);
    }
    for number in 0..2 + random.next() % 4 {
        let behind = specifier(&mut random, &modules);
        let text = random.one_of(&BARRELS).replace("$M", &behind);
        let name = format!("src/barrel{number}/index");
        files.push((format!("{name}.ts"), text));
        modules.push(name);
    }
    for number in 0..8 {
        let module = specifier(&mut random, &modules);
        let mut text = random.one_of(&IMPORTS).replace("$M", &module);
        for _ in 0..1 + random.next() % 2 {
            text.push_str(random.one_of(&USES));
        }
        let ending = random.one_of(&["ts", "tsx", "mts", "js"]);
        files.push((format!("src/app/use{number}.{ending}"), text));
    }
    for number in 0..3 {
        files.push((
            format!("src/app/alone{number}.ts"),
            random.one_of(&ALONE).to_owned(),
        ));
    }
    files
}

/// How one of the modules is named, by an alias that holds everywhere.
fn specifier(random: &mut Seeded, modules: &[String]) -> String {
    let names: Vec<&str> = modules.iter().map(String::as_str).collect();
    let module = random.one_of(&names).trim_start_matches("src/");
    let module = module.strip_suffix("/index").unwrap_or(module);
    random.one_of(&["@/$", "~src/$"]).replace('$', module)
}

#[test]
fn filtered_scans_find_what_unfiltered_ones_find() {
    let (mut left_out, mut found) = (0, 0);
    let knowledge = Arc::new(Knowledge::builtin());
    for seed in 0..24 {
        let files = generated(seed);
        let version =
            ["7.10.0", "7.82.0", "8.0.0", "9.0.0", "11.0.0"][usize::try_from(seed).unwrap() % 5];
        let named: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let config =
            r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "~src/*": ["./src/*"] } } }"#;
        let disk = disk(version, &named).file(at("tsconfig.json"), config);
        let mut settings = command_line();
        for state in [
            "removed",
            "not-yet",
            "deprecated",
            "upcoming",
            "changed",
            "misuse",
        ] {
            let loud = Severity::Warning;
            settings.config.severity.insert(state.to_owned(), loud);
        }
        let snapshot = Workspace::new(
            vec![PathBuf::from("/w")],
            Arc::new(disk),
            Arc::clone(&knowledge),
            settings,
        )
        .snapshot();
        for (name, text) in &files {
            let findings = snapshot.check(&at(name)).findings;
            found += findings.len();
            let sifted = snapshot.sift(&at(name), text.as_bytes());
            if !sifted.may_report || !sifted.names && !snapshot.reaches(&at(name)) {
                left_out += 1;
                assert_eq!(
                    findings,
                    [],
                    "{name} of workspace {seed} is not looked at:\n{text}"
                );
            }
        }
    }
    assert!(left_out > 40, "{left_out} files left out");
    assert!(found > 100, "{found} findings");
}
