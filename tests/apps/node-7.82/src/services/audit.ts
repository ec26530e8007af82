// Unaffected by every upgrade up to 11: nothing may be said of this file.
import { getWorkOS } from '../lib/workos.js';

export async function record(organizationId: string, actor: string, action: string) {
  await getWorkOS().auditLogs.createEvent(organizationId, {
    action,
    occurredAt: new Date(),
    actor: { id: actor, type: 'user' },
    targets: [{ id: organizationId, type: 'organization' }],
    context: { location: '0.0.0.0' },
  });
}

export async function organizationName(id: string) {
  const organization = await getWorkOS().organizations.getOrganization(id);
  return organization.name;
}
