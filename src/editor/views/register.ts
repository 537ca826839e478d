// The three trees over what the services know.
import * as vscode from 'vscode';
import { systemClock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { closerLook } from '../diagnosis/closerLook';
import { Verdicts } from '../diagnosis/verdicts';
import type { Services } from '../services';
import { type EndpointSubject, subjectOf } from '../subject';
import { registerBadges } from './badges';
import { jobNodes, type VerdictOf } from './jobNodes';
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
  store.add(registerBadges());
  const glance = () => import('../../flows/glance');
  const verdicts = store.add(new Verdicts({ clock: systemClock, look: closerLook(services), glance }));
  const verdictOf: VerdictOf = (target, endpointId) => verdicts.of(target, endpointId);
  const endpointTree = store.add(new TreeView('runpod.endpoints'));
  const drawEndpoints = drawing(() => {
    const lowBalanceUsd = settings.get('runpod.account.lowBalanceUsd');
    const around = { nowMs: systemClock.now(), lowBalanceUsd, jobs: jobs.all, verdictOf };
    endpointTree.show(endpointNodes(endpoints.model, around));
    const { sick } = verdicts;
    const tooltip = sick === 1 ? 'One endpoint is in trouble' : `${sick} endpoints are in trouble`;
    endpointTree.view.badge = sick > 0 ? { value: sick, tooltip } : undefined;
  });
  const considerAll = () => {
    const watched = endpoints.model.targets.flatMap(({ target, endpoints: states }) =>
      (states ?? []).map(state => ({ target, state })),
    );
    verdicts.consider(watched).catch(error => report(error, 'Looking for trouble'));
  };
  store.add(endpoints.onChange(considerAll));
  store.add(verdicts.onChange(drawEndpoints));
  store.add(verdicts.onChange(() => jobs.tellWhy(verdicts)));
  store.add(endpoints.onChange(drawEndpoints));
  store.add(targets.onChange(drawEndpoints));
  store.add(targets.runner.onChange(drawEndpoints));
  const setVisible = (isVisible: boolean) => {
    endpoints.setVisible(isVisible);
    verdicts.setVisible(isVisible);
  };
  store.add(endpointTree.view.onDidChangeVisibility(({ visible }) => setVisible(visible)));
  setVisible(endpointTree.view.visible);
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
  const drawJobs = drawing(() => jobTree.show(jobNodes(jobs.all, verdictOf)));
  store.add(jobs.onChange(drawJobs));
  store.add(verdicts.onChange(drawJobs));

  const workerTree = store.add(new TreeView('runpod.worker'));
  store.add(workers.onChange(drawing(() => workerTree.show(workerNodes(workers.all ?? [], openFile)))));
  return store;
}

const openFile: OpenFile = (path, line = 0) => ({
  command: 'vscode.open',
  argument: [vscode.Uri.file(path), { selection: new vscode.Range(line, 0, line, 0), preview: true }],
});
