// Keeps an input for everybody who works on the worker: as a test in `.runpod/tests.json`, under a name.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../base/errors';
import { isRecord } from '../../base/json';
import { workspaceFiles } from '../adapters/files';
import type { Prompts } from '../adapters/prompts';
import type { Report } from '../report';
import type { Workers } from '../workers/workers';
import { testsFile, withTest, workersOf } from './inputs';
import type { ConsoleDoors } from './jobConsole';

interface SaveDeps {
  readonly workers: Workers;
  readonly prompts: Prompts;
  readonly report: Report;
}

export function saveInput({ workers, prompts, report }: SaveDeps): ConsoleDoors['saveInput'] {
  const save = async (endpointName: string, request: unknown) => {
    const [worker] = workersOf(workers, endpointName);
    if (!worker)
      throw new AppError('not-found', 'There is no worker folder in this workspace to keep it in.');
    if (!isRecord(request) || !('input' in request)) {
      throw new AppError('usage', 'Only a job with an "input" can be kept as a test.');
    }
    const name = await prompts.text({
      title: 'Save Input',
      prompt: 'Name of the test in .runpod/tests.json',
    });
    const file = testsFile(worker);
    const text = withTest(await workspaceFiles.read(file), { name, input: request.input });
    if (text === undefined) {
      throw new AppError('usage', `${file} is not a file of tests.`, { remedy: 'Correct its JSON first.' });
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    workers.touched(file, 'moved');
  };
  return (subject, request) => {
    save(subject.name, request).catch(error => report(error, 'Save Input'));
  };
}
