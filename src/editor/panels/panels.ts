// All panels, made when they are first shown. What their buttons do beyond the panel are commands.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { CommandId } from '../../manifest/commands';
import type { Panels } from '../services';
import { ComparisonPanel } from './comparisonPanel';
import { DiagnosisPanel } from './diagnosisPanel';
import { ImagePanel } from './imagePanel';
import { JobPanel, type JobPanelOptions } from './jobPanel';
import { LogPanels, type LogPanelsOptions } from './logPanels';

type Options = Omit<JobPanelOptions, 'onAction'> & Omit<LogPanelsOptions, 'openJob'>;

const runJob: CommandId = 'runpod.job.run';
const lookIntoImage: CommandId = 'runpod.image.report';

export function createPanels(options: Options): Panels & Disposable {
  const store = new DisposableStore();
  const logs = store.add(new LogPanels({ ...options, openJob: key => job.show(key) }));
  const comparison = store.add(new ComparisonPanel(options.extensionUri));
  const diagnosis = store.add(new DiagnosisPanel(options.extensionUri));
  const job: JobPanel = store.add(
    new JobPanel({
      ...options,
      onAction(action, key) {
        const shown = options.jobs.get(key);
        if (!shown) return;
        const { target, endpointId, workerId } = shown.subject;
        const given = { target: target.name, endpointId, workerId, request: shown.request };
        if (action === 'again') void vscode.commands.executeCommand(runJob, given);
        else logs.show({ ...shown.subject, workerId: undefined }, { jobId: shown.snapshot.jobId });
      },
    }),
  );
  const image = store.add(
    new ImagePanel({
      ...options,
      onAgain: ({ folder, report }) =>
        void vscode.commands.executeCommand(lookIntoImage, { path: folder, image: report.reference }),
    }),
  );
  return {
    showImage: shown => image.show(shown),
    showJob: key => job.show(key),
    showLogs: (subject, focus) => logs.show(subject, focus),
    showDiagnosis: one => diagnosis.show(one),
    showComparison: one => comparison.show(one),
    dispose: () => store.dispose(),
  };
}
