import { syncDirectory } from './jobs/sync-directory.js';
import { workos } from './lib/workos.js';
import { record } from './services/audit.js';
import { SecretStore } from './services/secret-store.js';

export const secrets = new SecretStore(workos);

export { finishTotp, startTotp } from './routes/mfa.js';
export { forgotPassword, sendCode, startSso } from './routes/login.js';
export { withSession } from './routes/session.js';

/** What runs every night. */
export async function nightly(directory: string, organization: string) {
  const people = await syncDirectory(directory);
  await secrets.save(`people-${directory}`, JSON.stringify(people), organization);
  await record(organization, 'nightly', 'directory.synced');
}
