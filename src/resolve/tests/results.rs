//! What calls of the SDK give, followed through awaits, lists, promises and callbacks (FACTS 4, patterns 6 and 8).

use super::kit::check;

#[test]
fn awaited_results() {
    check(
        "7.82.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
export async function f() {
  const user = await workos.directorySync.getUser('id');
  user.emails[0].primary;
  const { emails, jobTitle: title } = await workos.directorySync.getUser('id');
  (await workos.directorySync.getUser('id')).username;
  const { user: signed } = await workos.userManagement.authenticateWithCode({ code: 'c', clientId: 'i' });
  signed.email;
  const link = (await workos.portal.generateLink({ intent: 'sso', organization: 'o' })).link;
}
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:4:29 WorkOS.directorySync member
        a.ts:4:43 DirectorySync.getUser call
        a.ts:5:8 DirectoryUser.emails member
        a.ts:5:18 DirectoryUser.emails[].primary member
        a.ts:6:11 DirectoryUser.emails member
        a.ts:6:19 DirectoryUser.jobTitle member
        a.ts:6:52 WorkOS.directorySync member
        a.ts:6:66 DirectorySync.getUser call
        a.ts:7:17 WorkOS.directorySync member
        a.ts:7:31 DirectorySync.getUser call
        a.ts:7:46 DirectoryUser.username member
        a.ts:8:11 AuthenticationResponse.user member
        a.ts:8:41 WorkOS.userManagement member
        a.ts:8:56 UserManagement.authenticateWithCode call
        a.ts:8:79 AuthenticateWithCodeOptions.code written
        a.ts:8:90 AuthenticateWithOptionsBase.clientId written
        a.ts:9:10 User.email member
        a.ts:10:30 WorkOS.portal member
        a.ts:10:37 Portal.generateLink call
        a.ts:10:52 Portal.generateLink(0).intent written
        a.ts:10:61 GeneratePortalLinkIntent.SSO value
        a.ts:10:67 Portal.generateLink(0).organization written
        a.ts:10:89 Portal.generateLink().link member
        ",
    );
}

#[test]
fn lists_and_callbacks() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
export async function f() {
  const list = await workos.directorySync.listUsers();
  for (const user of list.data) user.username;
  list.data.map((user) => user.jobTitle).length;
  list.data.filter((u) => u.emails).find(({ idpId }) => idpId)?.username;
  const names = list.data.map((user) => ({ user }));
  names[0].user.jobTitle;
  for await (const user of await list.autoPagination()) user.emails;
  const [first, { username }] = await Promise.all([workos.directorySync.getUser('a'), workos.directorySync.getUser('b')]);
  first.emails;
  workos.directorySync.getUser('c').then((user) => user.groups).catch(() => null);
  workos.directorySync.getUser('c').then(({ emails }) => emails);
  const settled = await Promise.allSettled([workos.directorySync.getUser('d')]);
  settled[0].value.username;
  const users = await Promise.all(['a'].map((id) => workos.directorySync.getUser(id)));
  users.forEach((user) => user.emails);
}
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:4:29 WorkOS.directorySync member
        a.ts:4:43 DirectorySync.listUsers call
        a.ts:5:27 AutoPaginatable.data member
        a.ts:5:38 DirectoryUser.username member
        a.ts:6:8 AutoPaginatable.data member
        a.ts:6:32 DirectoryUser.jobTitle member
        a.ts:7:8 AutoPaginatable.data member
        a.ts:7:29 DirectoryUser.emails member
        a.ts:7:45 DirectoryUser.idpId member
        a.ts:7:65 DirectoryUser.username member
        a.ts:8:22 AutoPaginatable.data member
        a.ts:9:17 DirectoryUser.jobTitle member
        a.ts:10:39 AutoPaginatable.autoPagination call
        a.ts:10:62 DirectoryUser.emails member
        a.ts:11:19 DirectoryUser.username member
        a.ts:11:59 WorkOS.directorySync member
        a.ts:11:73 DirectorySync.getUser call
        a.ts:11:94 WorkOS.directorySync member
        a.ts:11:108 DirectorySync.getUser call
        a.ts:12:9 DirectoryUser.emails member
        a.ts:13:10 WorkOS.directorySync member
        a.ts:13:24 DirectorySync.getUser call
        a.ts:13:57 DirectoryUserWithGroups.groups member
        a.ts:14:10 WorkOS.directorySync member
        a.ts:14:24 DirectorySync.getUser call
        a.ts:14:45 DirectoryUser.emails member
        a.ts:15:52 WorkOS.directorySync member
        a.ts:15:66 DirectorySync.getUser call
        a.ts:16:20 DirectoryUser.username member
        a.ts:17:60 WorkOS.directorySync member
        a.ts:17:74 DirectorySync.getUser call
        a.ts:18:32 DirectoryUser.emails member
        ",
    );
}

#[test]
fn callbacks_that_the_app_types() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
declare function use<T>(run: (wos: WorkOS) => Promise<T>): Promise<T>;
declare function wrap<T>(value: T): { value: T };
type Handler = (ctx: { workos: WorkOS }) => void;
use((wos) => wos.directorySync.getUser('a')).then((user) => user.emails);
const handler: Handler = ({ workos }) => workos.mfa;
wrap(new WorkOS('k')).value.mfa;
class Box<T> { constructor(public readonly inner: T) {} get(): T { return this.inner; } }
new Box(new WorkOS('k')).get().mfa;
const boxed: Box<WorkOS> = null!;
boxed.inner.mfa;
function last<T>(list: T[]): T { return list[0]; }
last([new WorkOS('k')]).mfa;
const registry = new Map<string, WorkOS>();
registry.get('x')?.mfa;
const byName: Record<string, WorkOS> = {};
byName.one.mfa;
byName['two'].mfa;
type Got = Awaited<ReturnType<WorkOS['directorySync']['getUser']>>;
declare const got: Got;
got.emails;
"#,
        "
        a.ts:2:36 #WorkOS type
        a.ts:4:32 #WorkOS type
        a.ts:5:18 WorkOS.directorySync member
        a.ts:5:32 DirectorySync.getUser call
        a.ts:5:66 DirectoryUser.emails member
        a.ts:6:49 WorkOS.mfa member
        a.ts:7:10 #WorkOS new
        a.ts:7:29 WorkOS.mfa member
        a.ts:9:13 #WorkOS new
        a.ts:9:32 WorkOS.mfa member
        a.ts:10:18 #WorkOS type
        a.ts:11:13 WorkOS.mfa member
        a.ts:13:11 #WorkOS new
        a.ts:13:25 WorkOS.mfa member
        a.ts:14:34 #WorkOS type
        a.ts:15:20 WorkOS.mfa member
        a.ts:16:30 #WorkOS type
        a.ts:17:12 WorkOS.mfa member
        a.ts:18:15 WorkOS.mfa member
        a.ts:19:31 #WorkOS type
        a.ts:19:39 WorkOS.directorySync type
        a.ts:19:56 DirectorySync.getUser type
        a.ts:21:5 DirectoryUser.emails member
        ",
    );
}

#[test]
fn results_of_another_version() {
    check(
        "9.1.1",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
export async function f() {
  const { token } = await workos.widgets.createToken({ organizationId: 'o', userId: 'u' });
  const old = await workos.widgets.getToken({ organizationId: 'o', userId: 'u' });
  const challenge = await workos.mfa.challengeFactor({ authenticationFactorId: 'f' });
  challenge.authenticationFactorId;
}
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:4:11 GetTokenResponse.token member
        a.ts:4:34 WorkOS.widgets member
        a.ts:4:42 Widgets.createToken call
        a.ts:4:56 GetTokenOptions.organizationId written
        a.ts:4:77 GetTokenOptions.userId written
        a.ts:5:28 WorkOS.widgets member
        a.ts:5:36 Widgets.getToken call
        a.ts:5:47 GetTokenOptions.organizationId written
        a.ts:5:68 GetTokenOptions.userId written
        a.ts:6:34 WorkOS.mfa member
        a.ts:6:38 Mfa.challengeFactor call
        a.ts:6:56 ChallengeFactorOptions.authenticationFactorId written
        a.ts:7:13 Challenge.authenticationFactorId member
        ",
    );
}
