// The errors of the check in the form that a deployment stops for.
import { relative } from 'node:path';
import { checkWorkers } from '../checkWorkers';
import type { CheckError } from '../deployContext';
import type { CliIo } from './io';

export async function checkErrorsOf(io: CliIo, folder: string, signal: AbortSignal): Promise<CheckError[]> {
  const deps = { files: io.files, python: await io.python(), log: io.log };
  const { diagnostics } = await checkWorkers([folder], deps, signal);
  return diagnostics
    .filter(one => one.severity === 'error')
    .map(({ code, message, path, range }) => ({
      code,
      message,
      place: `${relative(folder, path)}:${range.start.line + 1}`,
    }));
}
