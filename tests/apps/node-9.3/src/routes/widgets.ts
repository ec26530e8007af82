import { workos } from '@/lib/workos.js';

/* 🛰️ for the team's dashboard */ export const widgetToken = async (organizationId: string) => await workos.widgets.getToken({ organizationId });

export async function secretNames() {
  const list = await workos.vault.listObjects();
  return list.data.map((secret) => secret.name);
}
