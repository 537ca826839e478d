// Where work can go: Local RunPod and the accounts. Which one commands use without being told is the choice of the
// workspace, else Local RunPod when it runs, else the first account.
import type { Memento } from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import type { Logger } from '../../base/log';
import type { Target } from '../../flows/target';
import type { Accounts } from './accounts';
import { type Connect, type Env, loadConnect } from './connect';
import type { Local } from './local';

const chosenKey = 'runpod.target';

export interface TargetsOptions {
  readonly accounts: Accounts;
  readonly runner: Local;
  readonly workspaceState: Memento;
  readonly log: Logger;
  readonly userAgent: string;
  /** With the addresses of the settings. */
  readonly env: () => Env;
}

export class Targets implements Disposable {
  private readonly changed = new Emitter<void>();
  private connecting: Promise<Connect> | undefined;
  private known: readonly Target[] = [];
  private looked = false;
  private clients = new Map<string, Target>();
  readonly onChange: Event<void> = this.changed.event;
  readonly accounts: Accounts;
  /** Starts and stops Local RunPod. */
  readonly runner: Local;

  constructor(private readonly options: TargetsOptions) {
    this.accounts = options.accounts;
    this.runner = options.runner;
  }

  /** False until `refresh` has looked once. */
  get isKnown(): boolean {
    return this.looked;
  }

  /** What `refresh` found last: Local RunPod first when it runs. */
  get all(): readonly Target[] {
    return this.known;
  }

  get local(): Target | undefined {
    return this.known.find(target => target.kind === 'local');
  }

  /** Where commands go that name no target; undefined while there is none. */
  get inUse(): Target | undefined {
    return this.known.find(({ name }) => name === this.chosen) ?? this.known[0];
  }

  get chosen(): string | undefined {
    return this.options.workspaceState.get<string>(chosenKey);
  }

  async choose(name: string | undefined): Promise<void> {
    await this.options.workspaceState.update(chosenKey, name);
    this.changed.fire();
  }

  /** The target of `name`, or the one commands use. Throws as `resolveTarget`. */
  async resolve(name?: string): Promise<Target> {
    const { env, runner, accounts } = this.options;
    const connect = await this.connect();
    const { resolveTarget } = await import('../../flows/target');
    const deps = { env: env(), findLocal: () => runner.find(), connect, accounts: () => accounts.list() };
    const chosen = this.chosen;
    const wanted = name ?? (chosen && this.known.some(target => target.name === chosen) ? chosen : undefined);
    return this.same(await resolveTarget({ name: wanted }, deps));
  }

  /** Looks for all of them anew; says so when something changed. */
  async refresh(): Promise<void> {
    const names = this.options.accounts.names();
    const local = await this.runner.find();
    const found: Target[] = [];
    if (local) found.push(await this.resolve('local'));
    for (const { name } of names.length > 0 ? await this.options.accounts.list() : []) {
      found.push(await this.resolve(name));
    }
    const [before, first] = [this.known, !this.looked];
    this.known = found;
    this.looked = true;
    if (first || before.length !== found.length || found.some((target, i) => target !== before[i]))
      this.changed.fire();
  }

  /** A client for a key that nobody has signed in with yet. */
  async probe(key: string): Promise<Target['cloud']> {
    const { cloudUrls } = await import('../../api/urls');
    return (await this.connect())({ urls: cloudUrls(this.options.env()), key });
  }

  dispose(): void {
    this.changed.dispose();
  }

  private connect(): Promise<Connect> {
    this.connecting ??= loadConnect(this.options.log, this.options.userAgent).then(reuseClients);
    return this.connecting;
  }

  /** One object per target for as long as address and key stay, so that its rate limits and stores live on. */
  private same(target: Target): Target {
    const before = this.clients.get(target.name);
    if (before?.cloud === target.cloud) return before;
    this.clients.set(target.name, target);
    return target;
  }
}

function reuseClients(connect: Connect): Connect {
  const clients = new Map<string, ReturnType<Connect>>();
  return where => {
    const id = JSON.stringify(where);
    const client = clients.get(id) ?? connect(where);
    clients.set(id, client);
    return client;
  };
}
