// Sends a test job and shows it from queue to result. Input that must be written first is written in the console.
import { dirname, join } from 'node:path';
import { AppError } from '../../base/errors';
import { parseJsonOrExplain } from '../../base/json';
import { prettyJson } from '../../protocol/prettyJson';
import { workspaceFiles } from '../adapters/files';
import type { Choice } from '../adapters/prompts';
import type { Services } from '../services';
import { type EndpointSubject, optionsOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

type Source =
  | { readonly kind: 'request'; readonly request: unknown }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'choose' | 'write' };

const blankInput = '{\n  "input": {\n    "prompt": "hello"\n  }\n}';

export const jobRun: Command = async (services, given) => {
  const subject = await chooseEndpoint(services, given, 'Run Test Job');
  const options = optionsOf(given);
  if (options.request !== undefined) return send(services, subject, options.request);
  const source = options.path
    ? ({ kind: 'file', path: options.path } as const)
    : await askSource(services, subject);
  if (source.kind === 'write') return services.panels.showConsole(subject, blankInput);
  return send(services, subject, await requestOf(services, source));
};

function send({ jobs, panels, settings }: Services, subject: EndpointSubject, request: unknown) {
  const timeoutMs = settings.get('runpod.job.timeoutSeconds') * 1000;
  const { key, result } = jobs.run({ subject, request, timeoutMs });
  panels.showJob(key);
  return result;
}

async function requestOf({ prompts }: Services, source: Source): Promise<unknown> {
  if (source.kind === 'request') return source.request;
  const file = source.kind === 'file' ? source.path : await prompts.file({ title: 'Input of the job' });
  const text = await workspaceFiles.read(file);
  if (text === undefined) throw new AppError('not-found', `${file} cannot be read as text.`);
  return parseJsonOrExplain(text, file);
}

async function askSource(services: Services, subject: EndpointSubject): Promise<Source> {
  const choices: Choice<Source>[] = [];
  const last = services.jobs.lastOf(subject.endpointId);
  if (last?.request !== undefined) {
    const detail = prettyJson(last.request, { maxCharacters: 300 }).replace(/\s+/g, ' ').slice(0, 120);
    const value: Source = { kind: 'request', request: last.request };
    choices.push({ label: 'Same as last time', detail, icon: 'history', value });
  }
  for (const path of await testInputs(services)) {
    choices.push({
      label: 'test_input.json',
      description: dirname(path),
      icon: 'json',
      value: { kind: 'file', path },
    });
  }
  choices.push({ label: 'Write it in the job console…', icon: 'edit', value: { kind: 'write' } });
  choices.push({ label: 'Choose a file…', icon: 'folder-opened', value: { kind: 'choose' } });
  return services.prompts.pick(choices, {
    title: `Run Test Job on ${subject.name}`,
    placeholder: 'Input of the job',
  });
}

async function testInputs({ workers }: Services): Promise<string[]> {
  const paths = (await workers.folders()).map(folder => join(folder, 'test_input.json'));
  const there = await Promise.all(paths.map(path => workspaceFiles.exists(path)));
  return paths.filter((_path, index) => there[index]);
}
