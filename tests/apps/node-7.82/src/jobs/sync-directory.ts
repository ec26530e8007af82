import type { DirectoryUser } from '@workos-inc/node';
import { workos } from '../lib/workos.js';

export interface Person {
  id: string;
  name: string;
  title: string | null;
  mail: string | null;
}

function toPerson(user: DirectoryUser): Person {
  const main = user.emails.find((email) => email.primary);
  return {
    id: user.id,
    name: [user.firstName, user.lastName].filter(Boolean).join(' ') || (user.username ?? user.id),
    title: user.jobTitle,
    mail: user.email ?? main?.value ?? null,
  };
}

/** All people of a directory. */
export async function syncDirectory(directory: string): Promise<Person[]> {
  const list = await workos.directorySync.listUsers({ directory });
  return list.data.map(toPerson);
}

/** The job title of one of them. */
export async function jobTitleOf(id: string) {
  const { jobTitle } = await workos.directorySync.getUser(id);
  return jobTitle;
}
