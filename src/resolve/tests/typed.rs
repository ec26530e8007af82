//! Fields, values and literals that are written where the SDK's types are expected.

use super::kit::check;

#[test]
fn options_in_a_call_a_variable_and_a_return() {
    check(
        "7.82.0",
        r#"
import { WorkOS, type SSOAuthorizationURLOptions as Options } from '@workos-inc/node';
const workos = new WorkOS('k', { apiHostname: 'h' });
workos.sso.getAuthorizationUrl({ domain: 'd', clientId: 'c', 'redirectUri': 'r', unknownField: 1 });
const options: Options = { domain: 'd' };
const make = (): Options => ({ connection: 'c' });
function more(): Promise<Options> { return Promise.resolve({ domain: 'x' }); }
async function later(): Promise<Options> { if (x) { return { domain: 'x' }; } return cond ? { state: 's' } : { ...{ domain: 1 } }; }
const list: Options[] = [{ domain: 'a' }];
const wrapped: { options: Options } = { options: { domain: 'a' } };
take({ domain: 'a' });
function take(o: Options) {}
({ domain: 'd' }) satisfies Options;
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:2:34 WorkOSOptions.apiHostname written
        a.ts:3:8 WorkOS.sso member
        a.ts:3:12 SSO.getAuthorizationUrl call
        a.ts:3:34 SSOAuthorizationURLOptions.domain written
        a.ts:3:47 SSOAuthorizationURLOptions.clientId written
        a.ts:3:63 SSOAuthorizationURLOptions.redirectUri written
        a.ts:4:16 #SSOAuthorizationURLOptions type
        a.ts:4:26 #SSOAuthorizationURLOptions literal
        a.ts:4:28 SSOAuthorizationURLOptions.domain written
        a.ts:5:18 #SSOAuthorizationURLOptions type
        a.ts:5:30 #SSOAuthorizationURLOptions literal
        a.ts:5:32 SSOAuthorizationURLOptions.connection written
        a.ts:6:26 #SSOAuthorizationURLOptions type
        a.ts:7:33 #SSOAuthorizationURLOptions type
        a.ts:7:60 #SSOAuthorizationURLOptions literal
        a.ts:7:62 SSOAuthorizationURLOptions.domain written
        a.ts:7:93 #SSOAuthorizationURLOptions literal
        a.ts:7:95 SSOAuthorizationURLOptions.state written
        a.ts:7:110 #SSOAuthorizationURLOptions literal
        a.ts:7:117 SSOAuthorizationURLOptions.domain written
        a.ts:8:13 #SSOAuthorizationURLOptions type
        a.ts:8:26 #SSOAuthorizationURLOptions literal
        a.ts:8:28 SSOAuthorizationURLOptions.domain written
        a.ts:9:27 #SSOAuthorizationURLOptions type
        a.ts:9:50 #SSOAuthorizationURLOptions literal
        a.ts:9:52 SSOAuthorizationURLOptions.domain written
        a.ts:10:6 #SSOAuthorizationURLOptions literal
        a.ts:10:8 SSOAuthorizationURLOptions.domain written
        a.ts:11:18 #SSOAuthorizationURLOptions type
        a.ts:12:2 #SSOAuthorizationURLOptions literal
        a.ts:12:4 SSOAuthorizationURLOptions.domain written
        a.ts:12:29 #SSOAuthorizationURLOptions type
        ",
    );
}

#[test]
fn a_field_that_only_another_version_knows() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
new WorkOS('k').sso.getAuthorizationUrl({ domain: 'd', organization: 'o', clientId: 'c' });
"#,
        "
        a.ts:2:5 #WorkOS new
        a.ts:2:17 WorkOS.sso member
        a.ts:2:21 SSO.getAuthorizationUrl call
        a.ts:2:43 SSOAuthorizationURLOptions.domain written
        a.ts:2:56 SSOWithOrganization.organization written
        a.ts:2:75 SSOAuthorizationURLBaseFields.clientId written
        ",
    );
}

#[test]
fn events_by_name() {
    check(
        "7.82.0",
        r#"
import { WorkOS, type Event } from '@workos-inc/node';
const workos = new WorkOS('k');
export async function f(given: Event) {
  const event = await workos.webhooks.constructEvent({ payload: {}, sigHeader: '', secret: '' });
  if (event.event === 'dsync.deactivated') return;
  switch (event.event) {
    case 'dsync.user.created':
      event.data.emails;
      break;
    case 'nothing.known': break;
  }
  const { event: name } = given;
  if ('dsync.deactivated' == name) {}
  workos.events.listEvents({ events: ['dsync.deactivated'] });
}
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:3:32 #Event type
        a.ts:4:30 WorkOS.webhooks member
        a.ts:4:39 Webhooks.constructEvent call
        a.ts:4:56 Webhooks.constructEvent(0).payload written
        a.ts:4:69 Webhooks.constructEvent(0).sigHeader written
        a.ts:4:84 Webhooks.constructEvent(0).secret written
        a.ts:5:24 Event['dsync.deactivated'] value
        a.ts:7:11 Event['dsync.user.created'] value
        a.ts:8:13 DsyncUserCreatedEvent.data member
        a.ts:8:18 DirectoryUser.emails member
        a.ts:13:8 Event['dsync.deactivated'] value
        a.ts:14:10 WorkOS.events member
        a.ts:14:17 Events.listEvents call
        a.ts:14:30 ListEventOptions.events written
        a.ts:14:40 EventName['dsync.deactivated'] value
        ",
    );
}

#[test]
fn members_of_enums() {
    check(
        "8.13.0",
        r#"
import { WorkOS, GeneratePortalLinkIntent as Intent, DomainDataState } from '@workos-inc/node';
import * as sdk from '@workos-inc/node';
const workos = new WorkOS('k');
workos.portal.generateLink({ intent: Intent.SSO, organization: 'o' });
sdk.GeneratePortalLinkIntent.DSync;
type Only = Intent.SSO;
let state: DomainDataState = 'verified' as any;
"#,
        "
        a.ts:3:20 #WorkOS new
        a.ts:4:8 WorkOS.portal member
        a.ts:4:15 Portal.generateLink call
        a.ts:4:30 Portal.generateLink(0).intent written
        a.ts:4:38 #GeneratePortalLinkIntent member
        a.ts:4:45 GeneratePortalLinkIntent.SSO member
        a.ts:4:50 Portal.generateLink(0).organization written
        a.ts:5:5 #GeneratePortalLinkIntent member
        a.ts:5:30 GeneratePortalLinkIntent.DSync member
        a.ts:6:13 #GeneratePortalLinkIntent type
        a.ts:6:20 GeneratePortalLinkIntent.SSO type
        a.ts:7:12 #DomainDataState type
        a.ts:7:31 DomainDataState.Verified value untyped
        ",
    );
}
