// Accounts signed in to. Names are kept in global state, keys in SecretStorage and nowhere else.
import type { ExtensionContext } from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import type { Secrets } from '../../base/ports';
import type { Account } from '../../flows/target';

const namesKey = 'runpod.accounts';
const secretOf = (name: string) => `runpod.key.${name}`;

export class Accounts implements Disposable {
  private readonly changed = new Emitter<void>();
  /** Keys read so far, for redaction. */
  private readonly seen = new Set<string>();
  private readonly watch: Disposable;
  readonly onChange: Event<void> = this.changed.event;

  constructor(
    private readonly context: Pick<ExtensionContext, 'globalState' | 'secrets'>,
    private readonly secrets: Secrets,
  ) {
    // Another window signed in or out.
    this.watch = context.secrets.onDidChange(() => this.changed.fire());
  }

  /** Values that must never be shown. */
  keys(): Iterable<string> {
    return this.seen;
  }

  names(): readonly string[] {
    return this.context.globalState.get<string[]>(namesKey, []);
  }

  /** In the order of signing in; a name whose key is gone is left out. */
  async list(): Promise<readonly Account[]> {
    const found = await Promise.all(
      this.names().map(async name => ({ name, key: await this.secrets.get(secretOf(name)) })),
    );
    const accounts = found.flatMap(({ name, key }) => (key ? [{ name, key }] : []));
    for (const { key } of accounts) this.seen.add(key);
    return accounts;
  }

  async add({ name, key }: Account): Promise<void> {
    this.seen.add(key);
    await this.secrets.set(secretOf(name), key);
    await this.context.globalState.update(namesKey, [...new Set([...this.names(), name])]);
    this.changed.fire();
  }

  async remove(name: string): Promise<void> {
    await this.context.globalState.update(
      namesKey,
      this.names().filter(other => other !== name),
    );
    await this.secrets.delete(secretOf(name));
    this.changed.fire();
  }

  dispose(): void {
    this.watch.dispose();
    this.changed.dispose();
  }
}
