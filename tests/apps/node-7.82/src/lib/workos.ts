// The clients of this app. Every other file gets its client from here.
import { WorkOS } from '@workos-inc/node';

const clientId = process.env.WORKOS_CLIENT_ID ?? '';

export const workos = new WorkOS(process.env.WORKOS_API_KEY, { clientId });

let lazy: WorkOS | null = null;

/** The client for code that may run without a key, in a build for instance. */
export function getWorkOS(): WorkOS {
  if (!lazy) {
    lazy = new WorkOS(process.env.WORKOS_API_KEY, { clientId });
  }
  return lazy;
}

export { clientId };
