// Accounts signed in to. Names and what is known of a key (never the key) are kept in global state, keys in
// SecretStorage and nowhere else.
import type { ExtensionContext } from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { AppError } from '../../base/errors';
import type { Secrets } from '../../base/ports';
import type { KeyScope } from '../../flows/keyScope';
import { type Account, environmentAccountName, localTargetName } from '../../flows/target';

const namesKey = 'runpod.accounts';
const factsKey = 'runpod.accountFacts';
const secretOf = (name: string) => `runpod.key.${name}`;

export interface AccountFacts {
  /** The platform's id of the owner; undefined when the key may not tell. */
  readonly ownerId?: string | undefined;
  readonly scope: KeyScope['kind'];
}

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

  /** In the order of signing in. */
  names(): readonly string[] {
    return this.context.globalState.get<string[]>(namesKey, []);
  }

  /** What was found out about a key when it was tried. */
  factsOf(name: string): AccountFacts | undefined {
    return this.facts()[name];
  }

  /** The account that belongs to this owner, so that a second key of the same person replaces the first. */
  ownedBy(ownerId: string | undefined): string | undefined {
    return ownerId === undefined
      ? undefined
      : this.names().find(name => this.factsOf(name)?.ownerId === ownerId);
  }

  /** What keeps a name from being used; undefined when nothing does. */
  nameProblem(name: string): string | undefined {
    const wanted = name.trim();
    if (wanted === '' || wanted.length > 80) return 'Between 1 and 80 characters.';
    if (wanted === localTargetName || wanted === environmentAccountName)
      return `"${wanted}" means something else already.`;
    return this.names().includes(wanted) ? `There is an account named ${wanted} already.` : undefined;
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

  /** Adds an account, or gives one that is there another key. */
  async put({ name, key }: Account, facts: AccountFacts): Promise<void> {
    this.seen.add(key);
    await this.secrets.set(secretOf(name), key);
    await this.save([...new Set([...this.names(), name])], { ...this.facts(), [name]: facts });
  }

  /** Throws `usage` when the new name cannot be used. */
  async rename(from: string, to: string): Promise<void> {
    const problem = this.nameProblem(to);
    if (problem) throw new AppError('usage', problem);
    const key = await this.secrets.get(secretOf(from));
    if (key === undefined) throw new AppError('not-found', `There is no account named ${from}.`);
    // The new secret first: whatever happens in between, the key is never without a name.
    await this.secrets.set(secretOf(to), key);
    const { [from]: facts, ...others } = this.facts();
    const names = this.names().map(name => (name === from ? to : name));
    await this.save(names, facts ? { ...others, [to]: facts } : others);
    await this.secrets.delete(secretOf(from));
  }

  async remove(name: string): Promise<void> {
    const { [name]: _gone, ...facts } = this.facts();
    await this.save(
      this.names().filter(other => other !== name),
      facts,
    );
    await this.secrets.delete(secretOf(name));
  }

  dispose(): void {
    this.watch.dispose();
    this.changed.dispose();
  }

  private facts(): Readonly<Record<string, AccountFacts>> {
    return this.context.globalState.get<Record<string, AccountFacts>>(factsKey, {});
  }

  private async save(names: readonly string[], facts: Readonly<Record<string, AccountFacts>>): Promise<void> {
    await this.context.globalState.update(factsKey, facts);
    await this.context.globalState.update(namesKey, names);
    this.changed.fire();
  }
}
