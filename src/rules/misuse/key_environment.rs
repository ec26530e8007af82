//! `misuse/key-environment`: the key belongs to another environment than the redirect: a test key with the redirect of
//! production, a live key with localhost.

use super::{Found, Look, NODE, Rule};
use crate::{
    project::{EnvEntry, is_sample_name},
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/key-environment",
    package: NODE,
    look: Look::Env(look),
    words: &[],
};

/// Variables that hold the redirect.
pub(super) const REDIRECTS: [&str; 2] = ["NEXT_PUBLIC_WORKOS_REDIRECT_URI", "WORKOS_REDIRECT_URI"];

/// What hosts are named that are no production.
const STAGES: [&str; 14] = [
    "staging", "stage", "stg", "dev", "develop", "preview", "test", "testing", "qa", "uat",
    "sandbox", "demo", "local", "beta",
];

/// Endings of hosts that lead to someone's machine or to a preview.
const TUNNELS: [&str; 12] = [
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "trycloudflare.com",
    "loca.lt",
    "vercel.app",
    "netlify.app",
    "workers.dev",
    "github.dev",
    "gitpod.io",
];

fn look(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    if name.is_none_or(is_sample_name) {
        return Vec::new();
    }
    let last = |wanted: &str| {
        let found = entries.iter().rfind(|entry| entry.name == wanted);
        found.filter(|entry| entry.is_literal() && !entry.text.is_empty())
    };
    let redirect = REDIRECTS.iter().find_map(|name| last(name));
    let (Some(key), Some(redirect)) = (last("WORKOS_API_KEY"), redirect) else {
        return Vec::new();
    };
    let Some(place) = place(&redirect.text) else {
        return Vec::new();
    };
    let message = match place {
        Place::Production if key.text.starts_with("sk_test_") => format!(
            "The API key is one of a test environment, and `{}` leads to production: the sign-in starts in an environment that does not know the redirect.",
            redirect.name
        ),
        Place::Local if key.text.starts_with("sk_live_") => format!(
            "The API key is one of production, and `{}` leads to localhost: production does not take such a redirect, and what is tried here happens to real users.",
            redirect.name
        ),
        _ => return Vec::new(),
    };
    vec![Found::certain(redirect.value.clone(), message)]
}

enum Place {
    Local,
    Production,
}

/// Where a redirect leads; `None` where that is something in between, or no URL.
fn place(url: &str) -> Option<Place> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(six) => six.split(']').next()?,
        None => host.split(':').next()?,
    };
    let host = host.to_ascii_lowercase();
    if matches!(host.as_str(), "localhost" | "127.0.0.1" | "0.0.0.0" | "::1")
        || host.ends_with(".localhost")
    {
        return Some(Place::Local);
    }
    let is_named = host.contains('.') && host.chars().any(|c| c.is_ascii_alphabetic());
    let is_placeholder = ["example", "your"].iter().any(|word| host.contains(word));
    let in_between = TUNNELS.iter().any(|end| host.ends_with(end))
        || host.split(['.', '-']).any(|part| STAGES.contains(&part));
    (scheme == "https" && is_named && !is_placeholder && !in_between).then_some(Place::Production)
}

#[cfg(test)]
mod tests {
    use super::{Place, place};

    #[test]
    fn hosts_are_told_apart() {
        for url in [
            "http://localhost:3000/callback",
            "http://127.0.0.1/x",
            "http://[::1]:3000/",
            "http://app.localhost:1",
        ] {
            assert!(matches!(place(url), Some(Place::Local)), "{url}");
        }
        for url in ["https://acme.com/callback", "https://app.acme.io:8443/auth"] {
            assert!(matches!(place(url), Some(Place::Production)), "{url}");
        }
        for url in [
            "https://staging.acme.com/callback",
            "https://app-dev.acme.com/",
            "https://acme.dev/",
            "https://x.ngrok-free.app/callback",
            "https://acme-git-main.vercel.app/callback",
            "https://your-domain.com/callback",
            "http://acme.com/callback",
            "https://10.0.0.1/x",
            "myapp://callback",
            "callback",
            "",
        ] {
            assert!(place(url).is_none(), "{url}");
        }
    }
}
