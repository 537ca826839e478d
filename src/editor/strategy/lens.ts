// The lens above a handler: how it loads, and one click to switch.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { LoadingReport } from '../../loading/report';
import type { CommandId } from '../../manifest/commands';
import { toRange } from '../adapters/ranges';
import type { Settings } from '../adapters/settings';
import type { Workers } from '../workers/workers';
import { canCompare, otherStrategies, strategyWords } from './words';

const switchCommand: CommandId = 'runpod.strategy.switch';
const compareCommand: CommandId = 'runpod.strategy.compare';

export function registerLens(workers: Workers, settings: Settings): DisposableStore {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(workers.onChange(() => changed.fire()));
  store.add(settings.onChange(['runpod.codeLens.enable'], () => changed.fire()));
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const path = document.uri.fsPath;
      if (!settings.get('runpod.codeLens.enable', path)) return [];
      const reports = (workers.all ?? []).flatMap(({ loading }) => loading);
      return reports.filter(report => report.path === path).flatMap(lenses);
    },
  };
  store.add(vscode.languages.registerCodeLensProvider({ language: 'python', scheme: 'file' }, provider));
  return store;
}

function lenses(report: LoadingReport): vscode.CodeLens[] {
  if (!report.handler) return [];
  const line = toRange(report.handler.range).start.line;
  const range = new vscode.Range(line, 0, line, 0);
  const words = strategyWords(report);
  const [to] = otherStrategies(report);
  const title = to ? `$(${icon(report)}) ${words} · switch to ${to}` : `$(${icon(report)}) ${words}`;
  const lens = new vscode.CodeLens(range, {
    title,
    tooltip: report.reason,
    command: to ? switchCommand : '',
    arguments: [{ path: report.path, to }],
  });
  if (!canCompare(report)) return [lens];
  const compare = new vscode.CodeLens(range, {
    title: 'compare',
    tooltip: 'Measure cold starts and jobs of both, warm and lazy, on this machine',
    command: compareCommand,
    arguments: [{ path: report.path }],
  });
  return [lens, compare];
}

function icon({ strategy }: LoadingReport): string {
  return strategy === 'warm' ? 'flame' : strategy === 'lazy' ? 'zap' : 'circle-outline';
}
