// What is built in. Made by the test `derived_files_are_up_to_date`; do not edit.
&[
    Builtin {
        ecosystem: "npm",
        name: "@workos-inc/node",
        api: include_str!("npm/@workos-inc/node/api.json"),
        changes: &[
            ("directory-sync.json", include_str!("npm/@workos-inc/node/changes/directory-sync.json")),
            ("mfa.json", include_str!("npm/@workos-inc/node/changes/mfa.json")),
            ("sso.json", include_str!("npm/@workos-inc/node/changes/sso.json")),
            ("user-management.json", include_str!("npm/@workos-inc/node/changes/user-management.json")),
            ("vault.json", include_str!("npm/@workos-inc/node/changes/vault.json")),
        ],
        docs: &[
            ("clients.md", include_str!("npm/@workos-inc/node/docs/clients.md")),
            ("create-workos.md", include_str!("npm/@workos-inc/node/docs/create-workos.md")),
            ("directory-sync.md", include_str!("npm/@workos-inc/node/docs/directory-sync.md")),
            ("multi-factor-auth.md", include_str!("npm/@workos-inc/node/docs/multi-factor-auth.md")),
            ("pkce.md", include_str!("npm/@workos-inc/node/docs/pkce.md")),
            ("sealed-sessions.md", include_str!("npm/@workos-inc/node/docs/sealed-sessions.md")),
            ("sso.md", include_str!("npm/@workos-inc/node/docs/sso.md")),
            ("user-management.md", include_str!("npm/@workos-inc/node/docs/user-management.md")),
            ("vault.md", include_str!("npm/@workos-inc/node/docs/vault.md")),
            ("worker.md", include_str!("npm/@workos-inc/node/docs/worker.md")),
        ],
    },
]
