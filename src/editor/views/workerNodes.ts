// The Worker tree: the workers of this workspace, each with handler, strategy, Dockerfiles and problems.
import { basename, relative } from 'node:path';
import { count } from '../../base/words';
import type { LoadingReport } from '../../loading/report';
import { contextValue } from '../../manifest/when';
import type { Diagnostic, Severity } from '../../rules/rule';
import { strategyWords } from '../strategy/words';
import type { KnownWorker } from '../workers/workers';
import type { NodeColor, TreeNode } from './node';

/** How a click opens a file; the editor turns it into what VS Code wants. */
export type OpenFile = (path: string, line?: number) => NonNullable<TreeNode['click']>;

export function workerNodes(workers: readonly KnownWorker[], open: OpenFile): TreeNode[] {
  return workers.map(worker => workerNode(worker, open, workers.length === 1));
}

function workerNode(known: KnownWorker, open: OpenFile, isOnly: boolean): TreeNode {
  const { worker, loading, diagnostics } = known;
  const id = worker.folder;
  const within = (path: string) => relative(worker.folder, path) || basename(path);
  const dockerfiles = [...new Set(worker.images.map(image => image.dockerfile.path))];
  return {
    id,
    label: basename(worker.folder),
    description: diagnostics.length > 0 ? count(diagnostics.length, 'problem') : undefined,
    tooltip: worker.folder,
    icon: 'folder-library',
    context: contextValue('folder'),
    subject: { path: worker.folder },
    open: isOnly ? 'expanded' : 'collapsed',
    children: [
      ...loading.map(report => handlerNode(report, { id, open, within })),
      problemsNode(known, open),
      ...dockerfiles.map(path => fileNode(id, path, { open, label: within(path), icon: 'package' })),
      ...worker.requirementsFiles.map(file =>
        fileNode(id, file.path, { open, label: within(file.path), icon: 'list-unordered' }),
      ),
      ...worker.testInputs.map(file =>
        fileNode(id, file.path, { open, label: within(file.path), icon: 'json' }),
      ),
    ],
  };
}

interface Around {
  readonly id: string;
  readonly open: OpenFile;
  readonly within: (path: string) => string;
}

function handlerNode(report: LoadingReport, { id, open, within }: Around): TreeNode {
  const name = report.handler ? `${report.handler.name}()` : 'no handler found';
  return {
    id: `${id}/handler/${report.path}`,
    label: within(report.path),
    description: `${name} · ${strategyWords(report)}`,
    tooltip: report.reason,
    icon: 'symbol-method',
    context: contextValue('handler'),
    subject: report,
    click: open(report.path, report.handler?.range.start.line),
  };
}

function fileNode(
  id: string,
  path: string,
  { open, label, icon }: { readonly open: OpenFile; readonly label: string; readonly icon: string },
): TreeNode {
  return { id: `${id}/file/${path}`, label, icon, click: open(path) };
}

const faces: Readonly<Record<Severity, readonly [icon: string, color: NodeColor]>> = {
  error: ['error', 'list.errorForeground'],
  warning: ['warning', 'list.warningForeground'],
  info: ['info', 'charts.blue'],
  hint: ['lightbulb', 'descriptionForeground'],
};

function problemsNode({ worker, diagnostics }: KnownWorker, open: OpenFile): TreeNode {
  const id = `${worker.folder}/problems`;
  if (diagnostics.length === 0)
    return { id, label: 'No problems found', icon: 'pass', color: 'testing.iconPassed' };
  return {
    id,
    label: 'Problems',
    description: String(diagnostics.length),
    icon: 'warning',
    open: 'expanded',
    children: diagnostics.map((one, index) => problemNode(`${id}/${index}`, one, { worker, open })),
  };
}

function problemNode(
  id: string,
  one: Diagnostic,
  { worker, open }: { readonly worker: KnownWorker['worker']; readonly open: OpenFile },
): TreeNode {
  const [icon, color] = faces[one.severity];
  const line = one.range.start.line;
  return {
    id,
    label: one.message,
    description: `${one.code} · ${relative(worker.folder, one.path)}:${line + 1}`,
    tooltip: `**${one.code} ${one.name}**\n\n${one.message}`,
    icon,
    color,
    click: open(one.path, line),
  };
}
