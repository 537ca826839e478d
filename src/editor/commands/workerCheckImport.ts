// Runs a worker's file up to start(), as it is on the disk, and shows what really happened as problems and a report.
import { randomBytes } from 'node:crypto';
import { join, relative } from 'node:path';
import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { count, duration } from '../../base/words';
import { checkImports, usualTimeoutSeconds } from '../../flows/checkImport/checkImports';
import type { ImportReport } from '../../flows/checkImport/importReport';
import { importText } from '../../flows/checkImport/importText';
import { processImports } from '../../flows/checkImport/processImports';
import { localCacheFolder } from '../../flows/localRunPod';
import { workspaceFiles } from '../adapters/files';
import type { Services } from '../services';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

export const workerCheckImport: Command = async (services, given) => {
  requireTrust();
  const { workers, longWork, home, prompts } = services;
  const folder = await chooseFolder(services, given, 'Check Worker by Importing It');
  const worker = workers.all?.find(known => known.worker.folder === folder)?.worker;
  if (!worker) throw new AppError('not-found', `${folder} is no worker.`);
  const runner = await runnerOf(services, folder);
  const reports = await longWork('Importing the worker', (progress, signal) => {
    const onProgress = (message: string) => progress.report({ message });
    const mark = `\u001e${randomBytes(6).toString('hex')} `;
    const options = { timeoutSeconds: usualTimeoutSeconds, clock: systemClock, mark, onProgress };
    return checkImports([worker], runner, options, signal);
  });
  const shown = (path: string) => relative(folder, path);
  home.importFindings.set(folder, reports, reports.map(report => importText(report, shown)).join('\n\n'));
  void prompts
    .tell(wordsFor(reports, shown), 'Show Report')
    .then(pressed => pressed && home.importFindings.show());
  return reports;
};

async function runnerOf(
  { home, settings }: Services,
  folder: string,
): Promise<ReturnType<typeof processImports>> {
  const probe = await workspaceFiles.read(join(home.extensionPath, 'dist', 'python', 'importProbe.py'));
  if (probe === undefined) throw new AppError('internal', 'importProbe.py is missing in the extension.');
  return processImports({
    cacheFolder: join(localCacheFolder(process.env), 'envs'),
    python: settings.get('runpod.pythonPath', folder) || undefined,
    clock: systemClock,
    hostEnv: process.env,
    probe,
  });
}

function wordsFor(reports: readonly ImportReport[], shown: (path: string) => string): string {
  const findings = reports.flatMap(report => report.findings);
  const [first] = findings;
  if (first) {
    const more = findings.length > 1 ? ` (${count(findings.length, 'finding')})` : '';
    return `${shown(first.path)}, line ${first.range.start.line + 1}: ${first.message}${more}`;
  }
  return reports
    .map(({ path, seconds, loads }) => {
      const loaded = loads.length > 0 ? `, with ${count(loads.length, 'load')} before it` : '';
      return `${shown(path)} comes to start() in ${duration(seconds * 1000)}${loaded}.`;
    })
    .join(' ');
}
