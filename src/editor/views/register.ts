// The three trees over what the services know.
import * as vscode from 'vscode';
import { systemClock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import type { Services } from '../services';
import { type EndpointSubject, subjectOf } from '../subject';
import { jobNodes } from './jobNodes';
import { endpointNodes } from './targetNodes';
import { TreeView } from './treeView';
import { type OpenFile, workerNodes } from './workerNodes';

export function registerViews(services: Services): DisposableStore {
  const { endpoints, targets, jobs, workers, report, settings } = services;
  const store = new DisposableStore();
  // A store that fires must not fail because a view cannot draw.
  const drawing = (draw: () => void) => () => {
    try {
      draw();
    } catch (error) {
      report(error, 'Showing a view');
    }
  };
  const endpointTree = store.add(new TreeView('runpod.endpoints'));
  const drawEndpoints = drawing(() => {
    const lowBalanceUsd = settings.get('runpod.account.lowBalanceUsd');
    const around = { nowMs: systemClock.now(), lowBalanceUsd, jobs: jobs.all };
    endpointTree.show(endpointNodes(endpoints.model, around));
  });
  store.add(endpoints.onChange(drawEndpoints));
  store.add(targets.onChange(drawEndpoints));
  store.add(targets.runner.onChange(drawEndpoints));
  store.add(endpointTree.view.onDidChangeVisibility(({ visible }) => endpoints.setVisible(visible)));
  endpoints.setVisible(endpointTree.view.visible);
  const opening = (is: 'opened' | 'closed') => (event: { readonly element: unknown }) => {
    const subject = subjectOf<Partial<EndpointSubject>>(event.element);
    if (subject?.target && subject.endpointId) endpoints.setOpened(subject.target, subject.endpointId, is);
  };
  store.add(endpointTree.view.onDidExpandElement(opening('opened')));
  store.add(endpointTree.view.onDidCollapseElement(opening('closed')));
  // A job that ended changes counters and workers.
  store.add(jobs.onChange(() => endpoints.touch()));
  store.add(jobs.onChange(drawEndpoints));
  store.add(settings.onChange(['runpod.account.lowBalanceUsd'], drawEndpoints));

  const jobTree = store.add(new TreeView('runpod.jobs'));
  store.add(jobs.onChange(drawing(() => jobTree.show(jobNodes(jobs.all)))));

  const workerTree = store.add(new TreeView('runpod.worker'));
  store.add(workers.onChange(drawing(() => workerTree.show(workerNodes(workers.all ?? [], openFile)))));
  return store;
}

const openFile: OpenFile = (path, line = 0) => ({
  command: 'vscode.open',
  argument: [vscode.Uri.file(path), { selection: new vscode.Range(line, 0, line, 0), preview: true }],
});
