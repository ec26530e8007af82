//! What a large file costs, beside what its items cost one by one. Prints times; run by hand.

use std::{fmt::Write as _, path::Path, time::Instant};

use super::kit::Files;

fn blocks(count: usize) -> String {
    let mut text = String::from(
        "import { WorkOS, type Event } from '@workos-inc/node';\nconst workos = new WorkOS(process.env.KEY);\n",
    );
    for index in 0..count {
        let _ = write!(
            text,
            r#"
export async function handler{index}(request: Request, event: Event, options: {{ limit?: number }} = {{}}) {{
  const url = new URL(request.url);
  const code = url.searchParams.get('code') ?? '';
  const parts = url.pathname.split('/').filter((part) => part.length > 0).map((part) => part.trim());
  const settings = {{ index: {index}, name: 'handler', nested: {{ a: 1, b: [1, 2, 3] }}, limit: options.limit ?? 10 }};
  if (!code) {{
    return Response.json({{ error: 'missing', settings }}, {{ status: 400 }});
  }}
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const rows = parts.map((part, place) => ({{ part, place, key: `${{part}}-${{place}}` }}));
  for (const row of rows) {{
    if (row.place % 2 === 0) console.log(row.part, row.key, total);
    else console.warn(row.key.toUpperCase().slice(0, 3));
  }}
  switch (event.event) {{
    case 'dsync.user.created':
      console.log(event.data.idpId);
      break;
    default:
      break;
  }}
  try {{
    const result = await workos.mfa.verifyFactor({{ authenticationChallengeId: code, code }});
    return Response.json({{ ok: result.valid, rows, total }});
  }} catch (error) {{
    console.error(error);
    return Response.json({{ error: String(error) }}, {{ status: 500 }});
  }}
}}
"#
        );
    }
    text
}

#[test]
#[ignore = "prints times"]
#[expect(clippy::disallowed_methods, reason = "it measures")]
fn large_files() {
    for count in [4, 32, 320, 1600] {
        let text = blocks(count);
        let start = Instant::now();
        let files = Files::new("8.13.0", &text);
        let lowered = start.elapsed();
        let start = Instant::now();
        let found = files.occurrences(Path::new("/a.ts")).len();
        let first = start.elapsed();
        let start = Instant::now();
        let again = files.occurrences(Path::new("/a.ts")).len();
        println!(
            "{:6} lines: lowered {lowered:?}, {found} found in {first:?}, again {again} in {:?}",
            text.lines().count(),
            start.elapsed()
        );
    }
}
