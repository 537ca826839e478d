// What a comparison starts from: the worker folder of a handler file, and the job that both variants get.
import { dirname, join } from 'node:path';
import { AppError } from '../../base/errors';
import { parseJsonOrExplain } from '../../base/json';
import type { Files } from '../../base/ports';
import { kindOf } from '../../project/fileKinds';
import { checkJobRequest } from '../jobRequest';

const climb = 3;

/** The nearest folder above a file that says what its worker needs; the file's own folder where none does. */
export async function workerFolderOf(path: string, files: Files): Promise<string> {
  let folder = dirname(path);
  for (let level = 0; level < climb; level++) {
    const entries = await files.list(folder);
    const tells = entries.some(
      ({ name, kind }) =>
        kind === 'file' && /^(dockerfile|requirements|pyproject)$/.test(kindOf(join(folder, name)) ?? ''),
    );
    if (tells) return folder;
    if (entries.some(({ name }) => name === '.git') || dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return dirname(path);
}

/** The job in `file`, by default `test_input.json` of the worker folder. Throws `usage` when there is none. */
export async function compareJob(
  { folder, file }: { readonly folder: string; readonly file?: string | undefined },
  files: Pick<Files, 'read'>,
): Promise<{ readonly input: unknown }> {
  const path = file ?? join(folder, 'test_input.json');
  const text = await files.read(path);
  if (text === undefined) {
    throw new AppError('usage', `There is no job to compare with: ${path} cannot be read.`, {
      remedy:
        'Write a typical job into test_input.json beside the handler, such as {"input": {"prompt": "hello"}}.',
    });
  }
  const { input } = checkJobRequest(parseJsonOrExplain(text, path));
  return { input };
}
