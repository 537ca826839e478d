// Sends a test job and shows it from queue to result.
import { dirname, join } from 'node:path';
import { AppError } from '../../base/errors';
import { parseJson, parseJsonOrExplain } from '../../base/json';
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

export const jobRun: Command = async (services, given) => {
  const subject = await chooseEndpoint(services, given, 'Run Test Job');
  const options = optionsOf(given);
  const request = options.request ?? (await askRequest(services, subject, options.path));
  const timeoutMs = services.settings.get('runpod.job.timeoutSeconds') * 1000;
  const { key, result } = services.jobs.run({ subject, request, timeoutMs });
  services.panels.showJob(key);
  return result;
};

async function askRequest(services: Services, subject: EndpointSubject, path?: string): Promise<unknown> {
  const source = path ? ({ kind: 'file', path } as const) : await askSource(services, subject);
  if (source.kind === 'request') return source.request;
  if (source.kind === 'write') return askJson(services, subject);
  const file =
    source.kind === 'file' ? source.path : await services.prompts.file({ title: 'Input of the job' });
  const text = await workspaceFiles.read(file);
  if (text === undefined) throw new AppError('not-found', `${file} cannot be read as text.`);
  return parseJsonOrExplain(text, file);
}

async function askSource(services: Services, subject: EndpointSubject): Promise<Source> {
  const choices: Choice<Source>[] = [];
  const last = services.jobs.lastOf(subject.endpointId);
  if (last) {
    const detail = JSON.stringify(last.request).slice(0, 120);
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
  choices.push({ label: 'Write JSON…', icon: 'edit', value: { kind: 'write' } });
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

async function askJson({ prompts }: Services, subject: EndpointSubject): Promise<unknown> {
  const text = await prompts.text({
    title: `Run Test Job on ${subject.name}`,
    prompt: 'The whole job, with "input".',
    value: '{"input": {"ping": true}}',
    problem: value => {
      const parsed = parseJson(value);
      return parsed.ok ? undefined : `Not valid JSON yet: ${parsed.message}.`;
    },
  });
  return parseJsonOrExplain(text, 'The job');
}
