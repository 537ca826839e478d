// The generated GitHub Actions workflow: valid by SchemaStore's schema, strict about what the schema cannot know, and
// safe with any name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { githubWorkflow, type WorkflowOptions, workflowGuidance } from '../../../src/flows/githubWorkflow';
import { root } from '../../support/tree';

const schema = JSON.parse(readFileSync(join(root, 'test/fixtures/github/workflow.schema.json'), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

const options: WorkflowOptions = {
  name: 'ocr',
  path: 'workers/ocr',
  repository: 'ghcr.io/me/ocr',
  version: '0.1.0',
};

interface Workflow {
  readonly on: Record<string, { branches?: string[]; paths?: string[] }>;
  readonly jobs: Record<
    string,
    { env: Record<string, string>; steps: { uses?: string; run?: string; with?: Record<string, string> }[] }
  >;
}
const parsed = (change: Partial<WorkflowOptions> = {}) =>
  load(githubWorkflow({ ...options, ...change })) as Workflow;

describe('githubWorkflow', () => {
  it.each<[string, Partial<WorkflowOptions>]>([
    ['on ghcr.io', {}],
    ['at the root of the repository', { path: '.' }],
    ['on another registry and branch', { repository: 'docker.io/me/ocr', branch: 'release/*' }],
    ['with a name that YAML would read otherwise', { name: 'on: "yes" # {no}', path: 'a: b' }],
  ])('is valid %s', (_, change) => {
    const workflow = parsed(change);
    expect(validate(workflow) ? [] : validate.errors).toEqual([]);
    expect(workflow.jobs.deploy?.env).toEqual({
      WORKER: change.path ?? options.path,
      REPOSITORY: change.repository ?? options.repository,
      ENDPOINT: change.name ?? options.name,
    });
  });

  it('would be refused by the schema if it were wrong', () => {
    const workflow = parsed();
    expect(validate({ ...workflow, jobs: { deploy: { steps: [{ run: 'x', uses: 'y' }] } } })).toBe(false);
  });

  it('uses no secret that it does not name, and puts none into a command', () => {
    for (const repository of ['ghcr.io/me/ocr', 'docker.io/me/ocr']) {
      const text = githubWorkflow({ ...options, repository });
      const used = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
      const named = [
        ...`GITHUB_TOKEN ${workflowGuidance({ repository }).join(' ')}`.matchAll(/[A-Z_]{8,}/g),
      ].join(' ');
      for (const name of used) expect(named).toContain(name);
      for (const { run } of parsed({ repository }).jobs.deploy?.steps ?? [])
        expect(run ?? '').not.toMatch(/\$\{\{/);
    }
  });

  it('deploys pushes that touch the worker only, and pins every action and our own version', () => {
    expect(parsed().on.push).toEqual({ branches: ['main'], paths: ['workers/ocr/**'] });
    expect(parsed({ path: '.' }).on.push).toEqual({ branches: ['main'] });
    for (const { uses, run } of parsed().jobs.deploy?.steps ?? []) {
      if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
      if (run) expect(run).toMatch(/^npx --yes runpod-worker-dev@0\.1\.0 /);
    }
  });
});
