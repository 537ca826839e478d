// Rewrites a handler to load warm or lazy: plan, diff with notes, then one undoable edit. Saves nothing.
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { planStrategySwitch, type SwitchedFile } from '../../flows/switchStrategy';
import type { LoadingReport, SwitchEdits, SwitchTarget } from '../../loading/report';
import { workspaceFiles } from '../adapters/files';
import { toWorkspaceEdit } from '../adapters/ranges';
import type { Services } from '../services';
import { optionsOf, subjectOf } from '../subject';
import type { Command } from './command';

export const strategySwitch: Command = async (services, given) => {
  const options = optionsOf(given);
  const report = subjectOf<LoadingReport>(given) ?? (await chooseHandler(services, options.path));
  const to = isTarget(options.to) ? options.to : await chooseTarget(services, report);
  const plan = await planStrategySwitch(report.path, to, {
    files: workspaceFiles,
    python: await services.home.python(),
  });
  if (plan.kind === 'refused') {
    const at = plan.range ? ` (line ${plan.range.start.line + 1})` : '';
    throw new AppError('refused', `${nameOf(plan.path)} was left as it is: ${plan.reason}${at}`, {
      remedy: plan.advice,
    });
  }
  if (plan.kind === 'unchanged') {
    void services.prompts.tell(plan.reason);
    return plan.kind;
  }
  await services.diffs.review({
    title: `Load ${to}: ${nameOf(report.path)}`,
    files: plan.texts,
    notes: plan.notes.map(({ path, range, message }) => {
      const where = path === report.path ? 'Line' : `${nameOf(path)}, line`;
      return `${where} ${range.start.line + 1}: ${message}`;
    }),
    accept: `Switch to ${to}`,
  });
  await apply(plan);
  await services.workers.refresh();
  return plan.kind;
};

async function apply(plan: SwitchEdits & { readonly texts: readonly SwitchedFile[] }): Promise<void> {
  const now = await Promise.all(plan.texts.map(({ path }) => workspaceFiles.read(path)));
  const isSame = plan.texts.every(({ before }, index) => before === now[index]);
  if (!isSame || !(await vscode.workspace.applyEdit(toWorkspaceEdit(plan.files)))) {
    throw new AppError('conflict', 'The handler changed while the diff was open; nothing was rewritten.', {
      remedy: 'Switch again to see the new diff.',
    });
  }
  const [first] = plan.files;
  if (!first) return;
  const at = new vscode.Position(first.edits[0]?.range.start.line ?? 0, 0);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.file(first.path), { preview: false, selection });
}

async function chooseHandler({ workers, prompts }: Services, path?: string): Promise<LoadingReport> {
  await workers.folders();
  const reports = (workers.all ?? []).flatMap(({ loading }) => loading);
  const active = path ?? vscode.window.activeTextEditor?.document.uri.fsPath;
  const named = reports.find(report => report.path === active);
  if (named) return named;
  if (reports.length === 0) {
    throw new AppError('not-found', 'There is no handler in this workspace.', {
      remedy: 'Open a worker folder, or make one with "RunPod: New Worker…".',
    });
  }
  const choices = reports.map(report => ({
    label: nameOf(report.path),
    description: report.strategy,
    icon: 'symbol-method',
    value: report,
  }));
  return prompts.pick(choices, {
    title: 'Switch Loading Strategy',
    placeholder: 'Handler',
    skipSingle: true,
  });
}

async function chooseTarget({ prompts }: Services, report: LoadingReport): Promise<SwitchTarget> {
  const about = {
    warm: 'Load before the worker takes jobs: slow to become ready, every job fast.',
    lazy: 'Load in the first job: ready at once, the first job pays.',
  };
  const choices = (['warm', 'lazy'] as const).map(value => ({
    label: value === 'warm' ? 'Warm' : 'Lazy',
    description: report.strategy === value ? 'as it is now' : '',
    detail: about[value],
    icon: value === 'warm' ? 'flame' : 'zap',
    value,
  }));
  const placeholder = `${nameOf(report.path)} loads ${report.strategy} now`;
  return prompts.pick(choices, { title: 'Switch Loading Strategy', placeholder });
}

function isTarget(value: unknown): value is SwitchTarget {
  return value === 'warm' || value === 'lazy';
}

function nameOf(path: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  return folder ? relative(folder.uri.fsPath, path) : path;
}
