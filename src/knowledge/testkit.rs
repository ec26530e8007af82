//! A small timeline for tests, in the shape of a real one.

use super::{DeclId, MemberKey, Timeline, VersionIdx};

/// Four versions of a package: a renamed method, a moved accessor, a field that leaves, a rename that is undone.
pub(crate) const API: &str = r#"{
"format":1,"ecosystem":"npm","package":"@acme/sdk","versions":["7.0.0","7.1.0","8.0.0-rc.1","8.0.0","9.0.0","9.1.0"],
"engines":[{"in":[0,3],"node":">=16"},{"in":[3,6],"node":">=20"}],
"contracts":{"env":{"ACME_KEY":{"in":[0,3]},"ACME_API_KEY":{"in":[3,6]}}},
"entries":{
".":{"exports":{
"Acme":[{"d":"Acme"}],
"User":[{"d":"User"}],
"Token":[{"in":[0,4],"d":"Token"},{"in":[4,6],"d":"Token@vault"}],
"SignInOptions":[{"d":"SignInOptions"}],
"Event":[{"d":"Event"}],
"Kind":[{"d":"Kind"}],
"SerializedUser":[{"d":"SerializedUser"}],"SerializedMfa":[{"in":[0,4],"d":"SerializedMfa"}],
"createAcme":[{"in":[3,6],"d":"createAcme"}]}},
"./worker":{"in":[3,6],"exports":{"Acme":[{"d":"Acme"}]}}},
"decls":{
"Acme":{"kind":"class","members":{"mfa":[{"in":[0,4],"t":0}],"multiFactorAuth":[{"in":[4,6],"t":1}],"users":[{"t":2}]},
"statics":{"version":[{"t":3}]},"construct":[{"t":4}]},
"Mfa":{"kind":"class","in":[0,4],"members":{"enroll":[{"t":5}],
"verifyFactor":[{"in":[0,1],"t":6,"http":"POST /verify/{}"},{"in":[1,3],"t":6,"deprecated":"Use `verifyChallenge`.","http":"POST /verify/{}"}],
"verifyChallenge":[{"in":[1,4],"t":7,"http":"POST /verify/{}"}]}},
"MultiFactorAuth":{"kind":"class","in":[4,6],"members":{"enroll":[{"t":5}],"verifyChallenge":[{"t":7,"http":"POST /verify/{}"}]}},
"Users":{"kind":"class","members":{"get":[{"in":[0,3],"t":8,"http":"GET /users/{}"},{"in":[3,6],"t":8,"http":"GET /v2/users/{}"}],
"list":[{"t":9}],"getToken":[{"in":[0,4],"t":10}],"createToken":[{"in":[3,6],"t":11}],
"signIn":[{"t":12}],
"role":[{"in":[0,4],"t":8},{"in":[5,6],"t":8}],"organizationRole":[{"in":[4,5],"t":8}]}},
"Base":{"kind":"interface","members":{"id":[{"t":3}]}},
"User":{"kind":"interface","extends":[{"t":13}],"members":{"email":[{"t":3}],"emails":[{"in":[0,3],"t":14}],"customAttributes":[{"t":15}],
"nickname":[{"in":[0,4],"t":3},{"in":[4,6],"t":16}]}},
"List":{"kind":"interface","params":["T"],"members":{"data":[{"t":17}]}},
"SignInOptions":{"kind":"alias","members":{"connection":[{"in":[0,3],"t":3,"optional":true}],"provider":[{"in":[0,3],"t":3,"optional":true}],"domain":[{"in":[0,3],"t":3,"optional":true}]},
"type":[{"in":[3,6],"t":18}]},
"WithConnection":{"kind":"interface","in":[3,6],"members":{"connection":[{"t":3}],"provider":[{"t":19,"optional":true}]}},
"WithProvider":{"kind":"interface","in":[3,6],"members":{"provider":[{"t":3}],"connection":[{"t":19,"optional":true}]}},
"Token":{"kind":"interface","in":[0,4],"members":{"value":[{"t":3}]}},
"Token@vault":{"kind":"interface","in":[4,6],"members":{"ciphertext":[{"t":3}]}},
"Created":{"kind":"interface","members":{"event":[{"t":20}],"data":[{"t":24}]}},
"Deactivated":{"kind":"interface","in":[0,3],"members":{"event":[{"t":21}]}},
"Event":{"kind":"alias","type":[{"in":[0,3],"t":22},{"in":[3,6],"t":23}]},
"Kind":{"kind":"enum","members":{"SSO":[{"t":25}],"Logs":[{"in":[0,4],"t":26}]}},
"SerializedUser":{"kind":"interface","members":{"email":[{"t":3}],"nick_name":[{"in":[0,4],"t":3}]}},
"SerializedMfa":{"kind":"interface","in":[0,4],"members":{"id":[{"t":3}]}},
"createAcme":{"kind":"function","in":[3,6],"type":[{"t":27}]}},
"types":["Mfa","MultiFactorAuth","Users","string","(key?: string, options?: { apiKey?: string; clientId?: string }) => Acme",
"(id: string) => Promise<void>","(options: { id: string; code: string }) => Promise<User>","(options: { id: string; code: string }) => Promise<User>",
"(id: string) => Promise<User>","(options?: { limit?: number }) => Promise<List<User>>","(id: string) => Promise<string>","(id: string) => Promise<{ token: string }>",
"(options: SignInOptions) => string","Base","{ primary: boolean; value: string }[]","Record<string, unknown>","string | null","T[]","WithConnection | WithProvider","never",
"'user.created'","'user.deactivated'","Created | Deactivated","Created","User","'sso'","'logs'","(options: { apiKey: string }) => Acme"]}"#;

/// The small timeline.
pub(crate) fn timeline() -> Timeline {
    Timeline::read(API).expect("the small timeline reads")
}

/// A version's index, by its text.
pub(crate) fn at(timeline: &Timeline, version: &str) -> VersionIdx {
    timeline.index(&version.parse().expect("a version"))
}

/// A member's key, by names.
pub(crate) fn member(timeline: &Timeline, decl: &str, path: &str) -> MemberKey {
    MemberKey::Member {
        decl: decl_id(timeline, decl),
        path: path.into(),
    }
}

/// A declaration, by its key.
pub(crate) fn decl_id(timeline: &Timeline, key: &str) -> DeclId {
    timeline.decl_by_key(key).expect("a declaration")
}
