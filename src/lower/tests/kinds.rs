//! One test a kind of syntax.

use super::*;

#[test]
fn a_client_is_made() {
    check(
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS(key!);\n",
        "
item 0
  import WorkOS as WorkOS from \"@workos-inc/node\"
item 1
  const workos = new WorkOS((key NonNull))
  export workos as workos
",
    );
}
