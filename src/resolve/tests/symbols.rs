//! What an occurrence says beside its symbol: chains, sites, ranges, versions.

use std::path::Path;

use super::kit::{Files, check, found};
use crate::resolve::{Site, Usage};

#[test]
fn a_chain_names_every_symbol_on_the_way() {
    let files = Files::new(
        "9.1.1",
        "import { WorkOS } from '@workos-inc/node';\nconst workos = new WorkOS('k');\nworkos.mfa!.verifyFactor({}).then(x => x);\n(await workos.mfa.getFactor('f')).type;\nnew WorkOS('k').portal;",
    );
    let found = files.occurrences(Path::new("/a.ts"));
    let chains: Vec<usize> = found.iter().map(|it| it.chain.len()).collect();
    // import, new; mfa, verifyFactor; mfa, getFactor, type; WorkOS, portal.
    assert_eq!(chains, [1, 1, 1, 2, 1, 2, 3, 1, 2]);
    for occurrence in &found {
        let last = occurrence.chain.last().expect("a link");
        assert_eq!(last.range, occurrence.range);
        assert_eq!(last.symbol, occurrence.symbol);
    }
    let call = found
        .iter()
        .find(|it| matches!(it.usage, Usage::Call { .. }))
        .expect("a call");
    assert!(matches!(call.at, Site::Expr(_)));
    assert!(call.range.start > call.chain.first().expect("mfa").range.start);
}

#[test]
fn a_symbol_that_is_gone_leads_on() {
    check(
        "9.1.1",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
workos.mfa.verifyFactor({ authenticationChallengeId: 'a', code: 'b' });
workos.multiFactorAuth.verifyChallenge({ authenticationChallengeId: 'a', code: 'b' });
workos.mfa.neverWas();
workos.neverWas.mfa;
workos.portal;
workos.post('/x');
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:3:8 WorkOS.mfa member
        a.ts:3:12 Mfa.verifyFactor call
        a.ts:3:27 VerifyFactorOptions.authenticationChallengeId written
        a.ts:3:59 VerifyFactorOptions.code written
        a.ts:4:8 WorkOS.multiFactorAuth member
        a.ts:4:24 MultiFactorAuth.verifyChallenge call
        a.ts:4:42 VerifyChallengeOptions.authenticationChallengeId written
        a.ts:4:74 VerifyChallengeOptions.code written
        a.ts:5:8 WorkOS.mfa member
        a.ts:7:8 WorkOS.portal member
        a.ts:8:8 WorkOS.post call
        ",
    );
}

#[test]
fn imports_and_re_exports() {
    let found = Files::new(
        "8.13.0",
        r#"
import Standard, { WorkOS as Client, type User, NeverWas } from '@workos-inc/node';
import type { Event } from '@workos-inc/node';
export { GeneratePortalLinkIntent as Intent } from '@workos-inc/node';
export * from '@workos-inc/node';
const { createWorkOS: make, 'WorkOS': Quoted } = require('@workos-inc/node');
"#,
    )
    .print();
    let expected = "\
a.ts:1:8 #default import
a.ts:1:20 #WorkOS import
a.ts:1:43 #User import
a.ts:2:15 #Event import
a.ts:3:10 #GeneratePortalLinkIntent import
a.ts:5:9 #createWorkOS import
a.ts:5:30 #WorkOS import
";
    assert_eq!(found.replace(" untyped", ""), expected);
}

#[test]
fn functions_and_constants_of_the_package() {
    check(
        "8.13.0",
        r#"
import { createWorkOS } from '@workos-inc/node';
const workos = createWorkOS({ clientId: 'c', apiKey: 'k' });
workos.userManagement.createMagicAuth({ email: 'e' });
const open = createWorkOS({ clientId: 'c' });
open.userManagement.getJwksUrl('c');
"#,
        "
        a.ts:2:16 #createWorkOS call
        a.ts:2:31 WorkOSOptions.clientId written
        a.ts:2:46 ConfidentialClientOptions.apiKey written
        a.ts:3:8 WorkOS.userManagement member
        a.ts:3:23 UserManagement.createMagicAuth call
        a.ts:3:41 CreateMagicAuthOptions.email written
        a.ts:4:14 #createWorkOS call
        a.ts:4:29 PublicClientOptions.clientId written
        a.ts:5:6 PublicWorkOS.userManagement member
        a.ts:5:21 UserManagement.getJwksUrl call
        ",
    );
}

#[test]
fn scopes_of_many_names() {
    let many: String = (0..40).map(|it| format!("a{it}: string, ")).collect();
    let text = format!(
        "import {{ WorkOS }} from '@workos-inc/node';\nconst f = ({many}w: WorkOS) => w.mfa;\nconst g = (w: WorkOS) => ({many}w: string) => w.mfa;\n"
    );
    let found = found("8.13.0", &text);
    assert_eq!(found.matches("WorkOS.mfa").count(), 1, "{found}");
}
