// Rewrites a handler to load warm or lazy: plan, diff with notes, then one undoable edit. Saves nothing.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { planStrategySwitch } from '../../flows/switchStrategy';
import type { LoadingReport, SwitchEdits, SwitchTarget } from '../../loading/report';
import { workspaceFiles } from '../adapters/files';
import { reviewEdits } from '../adapters/reviewedEdit';
import type { Services } from '../services';
import { optionsOf, subjectOf } from '../subject';
import { chooseHandler, nameOf } from './chooseHandler';
import type { Command } from './command';

export const strategySwitch: Command = async (services, given) => {
  const options = optionsOf(given);
  const report =
    subjectOf<LoadingReport>(given) ??
    (await chooseHandler(services, options.path, 'Switch Loading Strategy'));
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
  await reviewEdits(services.diffs, {
    title: `Load ${to}: ${nameOf(report.path)}`,
    files: plan.texts,
    notes: plan.notes.map(({ path, range, message }) => {
      const where = path === report.path ? 'Line' : `${nameOf(path)}, line`;
      return `${where} ${range.start.line + 1}: ${message}`;
    }),
    accept: `Switch to ${to}`,
    edits: plan.files,
    again: 'Switch again',
  });
  await show(plan);
  await services.workers.refresh();
  return plan.kind;
};

async function show({ files: [first] }: SwitchEdits): Promise<void> {
  if (!first) return;
  const at = new vscode.Position(first.edits[0]?.range.start.line ?? 0, 0);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.file(first.path), { preview: false, selection });
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
