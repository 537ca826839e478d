// The workers of this workspace with their problems, checked again after every pause in typing. What is open and not
// saved yet is what is checked; a check that was overtaken by an edit is dropped.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { isCancelled } from '../../base/errors';
import type { Logger } from '../../base/log';
import type { Files } from '../../base/ports';
import type { CheckedWorker, WorkerChecker } from '../../flows/checkWorkers';
import type { LoadingReport, SwitchTarget } from '../../loading/report';
import type { Python } from '../../python/parser';
import type { SeveritySetting } from '../../rules/run';

export interface KnownWorker extends CheckedWorker {
  /** One report per entry file, in order. */
  readonly loading: readonly LoadingReport[];
}

/** What the settings say about a workspace folder. */
export interface FolderSettings {
  readonly severities: Readonly<Record<string, SeveritySetting>>;
  readonly strategy: SwitchTarget | undefined;
}

export interface WorkersOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  readonly python: () => Promise<Python>;
  /** Absolute paths of the workspace's folders on disk. */
  readonly roots: () => readonly string[];
  readonly settingsOf: (root: string) => FolderSettings;
}

/** Long enough not to blink while a word is typed, short enough to feel immediate. */
const pauseMs = 250;

export class Workers implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly checkers = new Map<string, { readonly id: string; readonly checker: WorkerChecker }>();
  private timer: Disposable | undefined;
  private running: AbortController | undefined;
  private first: Promise<void> | undefined;
  private known: readonly KnownWorker[] | undefined;
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: WorkersOptions) {}

  /** Undefined until the workspace was searched once. */
  get all(): readonly KnownWorker[] | undefined {
    return this.known;
  }

  /** Absolute folders of the workers; waits for the first search. */
  async folders(): Promise<readonly string[]> {
    await (this.first ?? this.refresh());
    return (this.known ?? []).map(({ worker }) => worker.folder);
  }

  /** Checks after a pause without further calls. */
  soon(): void {
    this.running?.abort();
    this.timer?.dispose();
    this.timer = this.options.clock.after(pauseMs, () => void this.refresh());
  }

  /** Checks now. Never throws: what failed is logged, what was known before stays. */
  refresh(): Promise<void> {
    this.running?.abort();
    const stop = new AbortController();
    this.running = stop;
    const run = this.check(stop.signal);
    this.first ??= run;
    return run;
  }

  dispose(): void {
    this.timer?.dispose();
    this.running?.abort();
    this.changed.dispose();
  }

  private async check(signal: AbortSignal): Promise<void> {
    try {
      const found: KnownWorker[] = [];
      for (const root of this.options.roots()) found.push(...(await this.checkRoot(root, signal)));
      signal.throwIfAborted();
      this.known = found;
      this.changed.fire();
    } catch (error) {
      if (!signal.aborted && !isCancelled(error))
        this.options.log.error('Checking the workspace failed.', error);
    }
  }

  private async checkRoot(root: string, signal: AbortSignal): Promise<KnownWorker[]> {
    const { files } = this.options;
    const python = await this.options.python();
    const checker = await this.checkerOf(root, python);
    const checked = await checker.check(root, signal);
    const { strategyOf } = await import('../../flows/strategy');
    const known: KnownWorker[] = [];
    for (const one of checked) {
      signal.throwIfAborted();
      const reports = one.worker.entries.map(entry => strategyOf(entry.path, { files, python }));
      known.push({ ...one, loading: await Promise.all(reports) });
    }
    return known;
  }

  /** A checker lives as long as the settings it was made with. */
  private async checkerOf(root: string, python: Python): Promise<WorkerChecker> {
    const { files, log } = this.options;
    const { severities, strategy } = this.options.settingsOf(root);
    const id = JSON.stringify([severities, strategy]);
    const before = this.checkers.get(root);
    if (before?.id === id) return before.checker;
    const { WorkerChecker } = await import('../../flows/checkWorkers');
    const checker = new WorkerChecker({ files, python, log, severities, ...(strategy && { strategy }) });
    this.checkers.set(root, { id, checker });
    return checker;
  }
}
