// The workers of this workspace with their problems, checked again at once after an edit. What is open and not saved
// yet is what is checked; a check that was overtaken by an edit is dropped, and only folders that changed are looked at.
import { isAbsolute, relative, sep } from 'node:path';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { isCancelled } from '../../base/errors';
import type { Logger } from '../../base/log';
import type { Files } from '../../base/ports';
import type { CheckDeps, CheckedWorker, WorkerChecker } from '../../flows/checkWorkers';
import { KeptFiles } from '../../project/keptFiles';
import type { Python } from '../../python/parser';
import type { CheckSettings } from '../../rules/config/layer';

export type KnownWorker = CheckedWorker;

export interface WorkersOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  readonly python: () => Promise<Python>;
  /** Absolute paths of the workspace's folders on disk. */
  readonly roots: () => readonly string[];
  /** What the settings say about a workspace folder. */
  readonly settingsOf: (root: string) => CheckSettings;
  /** The signed-in accounts' endpoints, once they are known. */
  readonly endpoints?: CheckDeps['endpoints'];
  readonly successorsOf?: CheckDeps['successorsOf'];
  readonly pulledOf?: CheckDeps['pulledOf'];
}

/** What happened to a file: its text is another, or it came or went. */
export type FileChange = 'changed' | 'moved';

/** Between the edit and the check: next to nothing where checks are quick, so that answers come with the keys; as long
 *  as the last check took in a large project, so that typing stays smooth. */
const pauseMs = { least: 2, most: 250 };
const quickCheckMs = 60;
/** Edits without a pause postpone the check no longer than this. */
const mostPostponedMs = 1000;

export class Workers implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly kept: KeptFiles;
  private readonly checkers = new Map<string, { readonly id: string; readonly checker: WorkerChecker }>();
  private readonly known = new Map<string, readonly KnownWorker[]>();
  private readonly stale = new Set<string>();
  private waiting: { readonly timer: Disposable; readonly since: number } | undefined;
  private running: AbortController | undefined;
  private first: Promise<void> | undefined;
  private isSearched = false;
  private lastMs = 0;
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: WorkersOptions) {
    this.kept = new KeptFiles(options.files);
  }

  /** Undefined until the workspace was searched once. */
  get all(): readonly KnownWorker[] | undefined {
    return this.isSearched ? [...this.byFolder().values()] : undefined;
  }

  /** Absolute folders of the workers; waits for the first search. */
  async folders(): Promise<readonly string[]> {
    await (this.first ?? this.refresh());
    // An edit may have overtaken the first search.
    if (!this.isSearched) await this.refresh();
    return (this.all ?? []).map(({ worker }) => worker.folder);
  }

  /** A file of the workspace is not what it was: if the check had to do with it, checks the folders it is in. */
  touched(path: string, how: FileChange): void {
    if (!this.kept[how](path)) return;
    const around = this.options.roots().filter(root => isUnder(path, root));
    if (around.length > 0) this.soon(around);
  }

  /** Checks folders of the workspace, all without a list, after a pause without further calls. */
  soon(roots = this.options.roots()): void {
    this.running?.abort();
    for (const root of roots) this.stale.add(root);
    const now = this.options.clock.now();
    const since = this.waiting?.since ?? now;
    this.waiting?.timer.dispose();
    const long = Math.min(Math.max(this.lastMs, pauseMs.least), pauseMs.most);
    const pause = this.lastMs <= quickCheckMs ? pauseMs.least : long;
    const left = Math.max(0, since + mostPostponedMs - now);
    const timer = this.options.clock.after(Math.min(pause, left), () => void this.checkStale());
    this.waiting = { timer, since };
  }

  /** Reads everything anew and checks now. Never throws: what failed is logged, what was known before stays. */
  refresh(): Promise<void> {
    this.kept.forget();
    for (const root of this.options.roots()) this.stale.add(root);
    return this.checkStale();
  }

  dispose(): void {
    this.waiting?.timer.dispose();
    this.running?.abort();
    this.changed.dispose();
  }

  private checkStale(): Promise<void> {
    this.waiting?.timer.dispose();
    this.waiting = undefined;
    this.running?.abort();
    const stop = new AbortController();
    this.running = stop;
    const run = this.check(stop.signal);
    this.first ??= run;
    return run;
  }

  private async check(signal: AbortSignal): Promise<void> {
    const { clock, log, roots } = this.options;
    const started = clock.now();
    try {
      for (const root of this.known.keys()) if (!roots().includes(root)) this.forgetRoot(root);
      for (const root of this.stale) {
        const found = roots().includes(root) ? await this.checkRoot(root, signal) : undefined;
        signal.throwIfAborted();
        if (found) this.known.set(root, found);
        this.stale.delete(root);
      }
      this.isSearched = true;
      this.lastMs = clock.now() - started;
      this.changed.fire();
    } catch (error) {
      if (!signal.aborted && !isCancelled(error)) log.error('Checking the workspace failed.', error);
    }
  }

  private async checkRoot(root: string, signal: AbortSignal): Promise<KnownWorker[]> {
    const checker = await this.checkerOf(root, await this.options.python());
    return checker.check(root, signal);
  }

  /** A checker lives as long as the settings it was made with. */
  private async checkerOf(root: string, python: Python): Promise<WorkerChecker> {
    const { log, endpoints, successorsOf, pulledOf } = this.options;
    const settings = this.options.settingsOf(root);
    const id = JSON.stringify(settings);
    const before = this.checkers.get(root);
    if (before?.id === id) return before.checker;
    const { WorkerChecker } = await import('../../flows/checkWorkers');
    const checker = new WorkerChecker({
      files: this.kept,
      python,
      log,
      settings,
      endpoints,
      successorsOf,
      pulledOf,
    });
    this.checkers.set(root, { id, checker });
    return checker;
  }

  private forgetRoot(root: string): void {
    this.known.delete(root);
    this.checkers.delete(root);
  }

  /** A worker that two folders of the workspace contain is shown once, as the inner one sees it. */
  private byFolder(): Map<string, KnownWorker> {
    const roots = this.options.roots().filter(root => this.known.has(root));
    const outermostFirst = roots.toSorted((a, b) => a.length - b.length);
    const found = new Map<string, KnownWorker>();
    for (const root of outermostFirst) {
      for (const one of this.known.get(root) ?? []) found.set(one.worker.folder, one);
    }
    return found;
  }
}

function isUnder(path: string, root: string): boolean {
  const inside = relative(root, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
