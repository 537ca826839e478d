// A small RunPod in memory behind the Cloud port: templates, endpoints, releases with diffs, workers, and jobs that
// are answered at once. Methods can be told to fail by name, so that every step of a flow can be broken.
import type { Cloud } from '../../src/api/cloud';
import { AppError } from '../../src/base/errors';
import type { Release, Worker } from '../../src/wire/endpoint';
import type { GraphEndpoint, GraphTemplate } from '../../src/wire/graphql';
import type { Job } from '../../src/wire/job';
import { anEndpoint, aWorker, workersOf } from './builders';
import { fakeCloud } from './fakeCloud';

export class FakePlatform {
  readonly templates = new Map<string, GraphTemplate>();
  readonly endpoints = new Map<string, GraphEndpoint>();
  readonly releases: Release[] = [];
  workers: Worker[] = [aWorker()];
  answer: Partial<Job> = { status: 'COMPLETED', output: { pong: true }, workerId: 'w1' };
  /** Method name to the error it throws; `once` entries are removed when thrown. */
  readonly failing = new Map<string, Error>();
  readonly calls: string[] = [];

  get version(): number {
    return this.releases[0]?.version ?? 0;
  }

  private release(diff: Release['diff']): void {
    const version = this.version + 1;
    this.releases.unshift({
      id: `r${version}`,
      version,
      source: 'MANUAL',
      workerCount: 1,
      createdAt: '',
      diff,
    });
  }

  private called(name: string): void {
    this.calls.push(name);
    const error = this.failing.get(name);
    if (error) throw error;
  }

  readonly cloud: Cloud = fakeCloud({
    endpoints: {
      list: async () => {
        this.called('endpoints.list');
        return [...this.endpoints.values()].map(({ id, name }) => anEndpoint({ id, name }));
      },
      bound: async id => {
        const found = this.endpoints.get(id);
        if (!found) throw new AppError('not-found', `no endpoint ${id}`);
        const template = this.templates.get(found.templateId ?? '');
        return template ? { ...found, template } : found;
      },
      usingTemplate: async id => [...this.endpoints.values()].filter(each => each.templateId === id),
      releases: async () => {
        this.called('endpoints.releases');
        return { endpointVersion: this.version, releases: this.releases };
      },
      workers: async () => workersOf(...this.workers),
      save: async input => {
        this.called('endpoints.save');
        const id = input.id ?? `ep${this.endpoints.size + 1}`;
        const saved = { ...this.endpoints.get(id), ...input, id };
        if (!this.endpoints.has(id)) this.release([]);
        this.endpoints.set(id, saved);
        return saved;
      },
    },
    templates: {
      list: async () => [...this.templates.values()],
      get: async id => {
        const found = this.templates.get(id);
        if (!found) throw new AppError('not-found', `no template ${id}`);
        return found;
      },
      save: async template => {
        this.called('templates.save');
        const id = template.id ?? `t${this.templates.size + 1}`;
        const before = this.templates.get(id);
        const saved = { ...template, id } as GraphTemplate;
        this.templates.set(id, saved);
        const diff = Object.keys(saved)
          .filter(key => before && JSON.stringify(before[key]) !== JSON.stringify(saved[key]))
          .map(key => ({ field: `template.${key}`, old: before?.[key], new: saved[key] }));
        if (diff.length > 0) this.release(diff);
        this.called('templates.saved');
        return saved;
      },
    },
    jobs: {
      runSync: async () => {
        this.called('jobs.runSync');
        return { id: 'job1', status: 'COMPLETED', ...this.answer };
      },
      run: async () => {
        this.called('jobs.run');
        return { id: 'job2', status: 'IN_QUEUE' };
      },
      status: async () => ({ id: 'job1', status: 'IN_QUEUE', ...this.answer }),
      cancel: async () => {
        this.called('jobs.cancel');
        return { id: 'job1', status: 'CANCELLED' };
      },
      health: async () => {
        throw new AppError('remote', 'no health here');
      },
    },
    logs: {
      stream: async function* () {
        yield {
          source: 'container' as const,
          line: 'Traceback (most recent call last):',
          ts: '',
          id: undefined,
        };
        yield {
          source: 'container' as const,
          line: "ModuleNotFoundError: No module named 'torch'",
          ts: '',
          id: undefined,
        };
      },
    },
  });
}
