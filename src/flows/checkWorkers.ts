// Checks worker folders: finds the workers, reads them, runs the rules. The editor and the command line share it; a
// checker that is kept reads only what changed since its last look.
import { dirname, sep } from 'node:path';
import { AppError } from '../base/errors';
import type { Logger } from '../base/log';
import type { Files } from '../base/ports';
import type { LoadingReport } from '../loading/report';
import { kindOf } from '../project/fileKinds';
import { type FolderTree, readFolderTree } from '../project/folderTree';
import { overlay } from '../project/overlay';
import { ProjectReader } from '../project/projectReader';
import { readWorker, type WorkerModel } from '../project/worker';
import { findWorkers } from '../project/workerFolders';
import type { Python } from '../python/parser';
import type { CheckConfig } from '../rules/config/checkConfig';
import type { CheckSettings } from '../rules/config/layer';
import { readConfig } from '../rules/config/readConfig';
import { contextOf, type EntryFacts, type SuccessorsOf } from '../rules/context';
import type { PulledOf } from '../rules/pulledImage';
import { allRules } from '../rules/registry';
import type { Diagnostic, Fix } from '../rules/rule';
import { type RunOptions, runRules, uniqueDiagnostics } from '../rules/run';
import { applyFixes } from './applyFixes';

export interface CheckDeps extends Pick<RunOptions, 'rules'> {
  readonly files: Files;
  readonly python: Python;
  readonly log?: Pick<Logger, 'error'>;
  /** What VS Code's settings say; without, `.vscode/settings.json` of the folder is read. */
  readonly settings?: CheckSettings | undefined;
  /** Endpoints of the signed-in accounts, id → name, where they are known. */
  readonly endpoints?: (() => ReadonlyMap<string, string> | undefined) | undefined;
  /** Of one that is gone, where its name is remembered. */
  readonly successorsOf?: SuccessorsOf | undefined;
  /** The images of earlier deployments from here, by worker folder. */
  readonly pulledOf?: PulledOf | undefined;
}

export interface CheckResult {
  /** How many files were read. */
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The workers that were asked for. */
  readonly workers: readonly WorkerModel[];
}

export interface CheckedWorker {
  readonly worker: WorkerModel;
  readonly diagnostics: readonly Diagnostic[];
  /** How each entry file loads its model, in order; worked out when first asked for. */
  readonly loading: readonly LoadingReport[];
}

/** Checks one folder again and again. Keep it: unchanged files are not parsed a second time. */
export class WorkerChecker {
  private readonly reader: ProjectReader;
  private facts = new Map<string, EntryFacts>();
  private tree: FolderTree | undefined;

  constructor(private readonly deps: CheckDeps) {
    this.reader = new ProjectReader(deps.files, deps.python);
  }

  /** The workers below `root` with their diagnostics; none for a folder that is no worker. */
  async check(root: string, signal?: AbortSignal): Promise<CheckedWorker[]> {
    const tree = await readFolderTree(root, this.deps.files, { signal, before: this.tree });
    this.tree = tree;
    const found = await findWorkers(tree, this.reader);
    const others = found.map(one => one.folder);
    const checked: CheckedWorker[] = [];
    const facts = new Map<string, EntryFacts>();
    for (const one of found) {
      signal?.throwIfAborted();
      const worker = await readWorker(one, this.reader, { tree, others });
      const config = await this.configOf(worker, root);
      const { successorsOf, pulledOf } = this.deps;
      const context = contextOf(worker, {
        python: this.reader.python,
        earlier: this.facts,
        config,
        endpoints: this.deps.endpoints?.(),
        successorsOf,
        pulledOf,
      });
      for (const entry of context.entries) facts.set(entry.path, entry);
      checked.push({
        worker,
        diagnostics: runRules(context, this.deps),
        get loading() {
          return context.entries.map(entry => entry.report);
        },
      });
    }
    this.facts = facts;
    this.reader.keepOnly(tree.names);
    return checked;
  }

  private configOf({ folder }: WorkerModel, root: string): Promise<CheckConfig> {
    const { files, settings, rules = allRules } = this.deps;
    return readConfig(folder, { files, root, rules, settings });
  }
}

/** Checks folders and files. A file is checked with the worker it belongs to, and only its own findings are told. */
export async function checkWorkers(
  paths: readonly string[],
  deps: CheckDeps,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const checker = new WorkerChecker(deps);
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const workers = new Map<string, WorkerModel>();
  for (const path of paths) {
    const { root, wanted } = await placeOf(path, deps.files);
    const checked = await checker.check(root, signal);
    for (const { worker } of checked) {
      const own = worker.sources.filter(source => wanted(source.path));
      for (const { path: file } of own) files.add(file);
      if (own.length > 0) workers.set(worker.folder, worker);
    }
    diagnostics.push(...checked.flatMap(found => found.diagnostics).filter(one => wanted(one.path)));
  }
  return {
    files: files.size,
    diagnostics: uniqueDiagnostics(diagnostics),
    workers: [...workers.values()],
  };
}

/** The folder to look at for a path, and which files of it were asked for. */
async function placeOf(
  path: string,
  files: Files,
): Promise<{ root: string; wanted: (file: string) => boolean }> {
  if ((await files.read(path)) !== undefined) {
    return { root: await projectRoot(path, files), wanted: file => file === path };
  }
  if (await files.exists(path)) return { root: path, wanted: () => true };
  throw new AppError('usage', `There is no ${path}.`, {
    remedy: 'Name a worker folder or one of its files.',
  });
}

const climb = 4;

/** The highest folder above a file, a few levels up at most, that looks like the root of a worker or a repository. */
async function projectRoot(file: string, files: Files): Promise<string> {
  let root = dirname(file);
  let at = root;
  for (let level = 0; level < climb; level++) {
    const entries = await files.list(at);
    if (entries.some(({ name }) => name === '.git')) return at;
    const marked = entries.some(({ name, kind }) =>
      kind === 'file'
        ? /^(dockerfile|requirements|pyproject|lock)$/.test(kindOf(at + sep + name) ?? '')
        : name === '.runpod',
    );
    if (marked) root = at;
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  return root;
}

const mostRounds = 10;

export interface FixResult extends CheckResult {
  /** The files that change, with their new text. Nothing was written. */
  readonly changed: ReadonlyMap<string, string>;
  /** How many diagnostics the fixes took away. */
  readonly fixed: number;
}

export interface FixDeps extends CheckDeps {
  /** Fixes that have to ask somebody, for what the rules alone cannot mend. */
  readonly ask?: ((diagnostics: readonly Diagnostic[]) => Promise<readonly Fix[]>) | undefined;
}

/** What `--fix` would leave: preferred fixes applied again and again until none is left. Writing is the caller's. */
export async function fixWorkers(
  paths: readonly string[],
  deps: FixDeps,
  signal?: AbortSignal,
): Promise<FixResult> {
  const changed = new Map<string, string>();
  const files = overlay(deps.files, changed);
  let result = await checkWorkers(paths, { ...deps, files }, signal);
  const before = result.diagnostics.length;
  for (let round = 0; round < mostRounds; round++) {
    const own = result.diagnostics.flatMap(one => one.fixes.find(fix => fix.preferred) ?? []);
    const fixes = [...own, ...((await deps.ask?.(result.diagnostics)) ?? [])];
    const touched = [...new Set(fixes.flatMap(fix => fix.edits.map(edit => edit.path)))];
    const texts = new Map<string, string>();
    for (const path of touched) texts.set(path, (await files.read(path)) ?? '');
    const next = applyFixes(texts, fixes);
    if (next.size === 0) break;
    for (const [path, text] of next) changed.set(path, text);
    result = await checkWorkers(paths, { ...deps, files }, signal);
  }
  return { ...result, changed, fixed: before - result.diagnostics.length };
}
