// Two status bar items: what commands talk to, and how the handler at hand loads its model.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { LoadingReport } from '../../loading/report';
import type { CommandId } from '../../manifest/commands';
import type { Services } from '../services';
import { otherStrategies, strategyWords } from '../strategy/words';

const chooseTarget: CommandId = 'runpod.target.choose';
const startLocal: CommandId = 'runpod.local.start';
const switchStrategy: CommandId = 'runpod.strategy.switch';

export function registerStatusBar({ targets, workers }: Services): DisposableStore {
  const store = new DisposableStore();
  const target = store.add(
    vscode.window.createStatusBarItem('runpod.target', vscode.StatusBarAlignment.Left, 10),
  );
  target.name = 'RunPod Target';
  const strategy = store.add(
    vscode.window.createStatusBarItem('runpod.strategy', vscode.StatusBarAlignment.Left, 9),
  );
  strategy.name = 'RunPod Loading Strategy';
  const showTarget = () => Object.assign(target, targetFace(targets, targets.runner.isStarting));
  const showStrategy = () => {
    const face = strategyFace(reportAtHand(workers.all ?? []));
    if (!face) return strategy.hide();
    Object.assign(strategy, face);
    return strategy.show();
  };
  store.add(targets.onChange(showTarget));
  store.add(targets.runner.onChange(showTarget));
  store.add(workers.onChange(showStrategy));
  store.add(vscode.window.onDidChangeActiveTextEditor(showStrategy));
  showTarget();
  target.show();
  return store;
}

type Face = Pick<vscode.StatusBarItem, 'text' | 'tooltip' | 'command'>;

function targetFace(targets: Services['targets'], isStarting: boolean): Face {
  if (isStarting)
    return {
      text: '$(loading~spin) Local RunPod',
      tooltip: 'Local RunPod is starting',
      command: chooseTarget,
    };
  const chosen = targets.inUse;
  if (!chosen) {
    const tooltip = 'Local RunPod is not running. Click to start it.';
    return { text: '$(debug-disconnect) RunPod', tooltip, command: startLocal };
  }
  const isLocal = chosen.kind === 'local';
  const name = isLocal ? 'Local RunPod' : chosen.name;
  const tooltip = `Deployments and jobs go to ${name}. Click to choose another target.`;
  return { text: `$(${isLocal ? 'device-desktop' : 'cloud'}) ${name}`, tooltip, command: chooseTarget };
}

function reportAtHand(workers: NonNullable<Services['workers']['all']>): LoadingReport | undefined {
  const reports = workers.flatMap(({ loading }) => loading);
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  return reports.find(({ path }) => path === active) ?? (reports.length === 1 ? reports[0] : undefined);
}

function strategyFace(report: LoadingReport | undefined): Face | undefined {
  if (!report || report.strategy === 'none') return undefined;
  const [to] = otherStrategies(report);
  const icon = report.strategy === 'warm' ? 'flame' : 'zap';
  return {
    text: `$(${icon}) ${strategyWords(report)}`,
    tooltip: `${report.reason}${to ? ` Click to switch to ${to}.` : ''}`,
    command: to
      ? { command: switchStrategy, title: 'Switch', arguments: [{ path: report.path, to }] }
      : switchStrategy,
  };
}
