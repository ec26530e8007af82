import type { WorkOS } from '@workos-inc/node';

/** Secrets of customers, kept in the vault. */
export class SecretStore {
  constructor(private readonly workos: WorkOS) {}

  async save(name: string, value: string, organization: string) {
    const { id } = await this.workos.vault.createSecret({ name, value, context: { organization } });
    return id;
  }

  async read(id: string) {
    const secret = await this.workos.vault.readSecret({ id });
    return secret.value;
  }

  async names() {
    const list = await this.workos.vault.listSecrets();
    return list.data.map((secret) => secret.name);
  }

  async history(id: string) {
    const [digest, versions] = await Promise.all([
      this.workos.vault.describeSecret({ id }),
      this.workos.vault.listSecretVersions({ id }),
    ]);
    return { name: digest.name, versions: versions.length };
  }

  async change(id: string, value: string) {
    await this.workos.vault.updateSecret({ id, value });
  }

  async forget(id: string) {
    await this.workos.vault.deleteSecret({ id });
  }
}
