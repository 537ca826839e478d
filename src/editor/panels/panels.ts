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

type Options = Omit<JobPanelOptions, 'tailLogs'> & Omit<LogPanelsOptions, 'openJob'>;

const lookIntoImage: CommandId = 'runpod.image.report';

export function createPanels(options: Options): Panels & Disposable {
  const store = new DisposableStore();
  const showJob = (key: string) => {
    const shown = options.jobs.get(key);
    if (shown) job.show(shown.subject, { key });
  };
  const logs = store.add(new LogPanels({ ...options, openJob: showJob }));
  const comparison = store.add(new ComparisonPanel(options.extensionUri));
  const diagnosis = store.add(new DiagnosisPanel(options.extensionUri));
  const job: JobPanel = store.add(
    new JobPanel({
      ...options,
      tailLogs: ({ subject, snapshot: { jobId } }) =>
        logs.show({ ...subject, workerId: undefined }, { jobId }),
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
    showJob,
    showConsole: (subject, input) => job.show(subject, input === undefined ? {} : { input }),
    showLogs: (subject, focus) => logs.show(subject, focus),
    showsLogs: subject => logs.isOpen(subject),
    onLogs: logs.onChange,
    showDiagnosis: one => diagnosis.show(one),
    showComparison: one => comparison.show(one),
    dispose: () => store.dispose(),
  };
}
