// Which RunPod is meant: Local RunPod first, then the account; and what is said when there is neither.
import { describe, expect, it } from 'vitest';
import { cloudUrls, runpodUrls } from '../../../src/api/urls';
import { resolveTarget, type TargetDeps } from '../../../src/flows/target';
import { fakeCloud } from '../../support/fakeCloud';

const local = {
  url: 'http://127.0.0.1:4000',
  graphql: 'http://127.0.0.1:4000/graphql',
  rest: 'http://127.0.0.1:4000/v2',
  jobs: 'http://127.0.0.1:4000/job/v2',
  key: 'local-key',
  pid: 1,
};

function deps(more: Partial<TargetDeps> & { runs?: 'local' } = {}) {
  const keys: string[] = [];
  const given: TargetDeps = {
    env: {},
    findLocal: async () => (more.runs ? local : undefined),
    connect: ({ key }) => {
      keys.push(key);
      return fakeCloud();
    },
    ...more,
  };
  return { given, keys };
}

describe('resolveTarget', () => {
  it('takes Local RunPod when it runs, whatever key there is', async () => {
    const { given, keys } = deps({ runs: 'local', env: { RUNPOD_API_KEY: 'rpa_x' } });
    expect(await resolveTarget({}, given)).toMatchObject({
      kind: 'local',
      name: 'local',
      urls: { jobs: local.jobs },
    });
    expect(keys).toEqual(['local-key']);
  });

  it('takes the account of the environment otherwise', async () => {
    const { given, keys } = deps({ env: { RUNPOD_API_KEY: ' rpa_x\n' } });
    expect(await resolveTarget({}, given)).toMatchObject({ kind: 'account', name: 'env', urls: runpodUrls });
    expect(keys).toEqual(['rpa_x']);
  });

  it('takes the account that is named, even while Local RunPod runs', async () => {
    const accounts = async () => [
      { name: 'work', key: 'k1' },
      { name: 'home', key: 'k2' },
    ];
    const { given, keys } = deps({ runs: 'local', accounts });
    expect((await resolveTarget({ name: 'home' }, given)).name).toBe('home');
    expect(keys).toEqual(['k2']);
    await expect(resolveTarget({ name: 'hom' }, given)).rejects.toMatchObject({
      kind: 'usage',
      remedy: 'Known targets: local, work, home.',
    });
  });

  it('says what to do when there is nothing', async () => {
    await expect(resolveTarget({}, deps().given)).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(resolveTarget({ name: 'local' }, deps().given)).rejects.toMatchObject({ kind: 'refused' });
  });
});

describe('addresses', () => {
  it('honours the overrides of other RunPod tools', () => {
    const env = {
      RUNPOD_API_BASE_URL: 'http://127.0.0.1:1/',
      RUNPOD_REST_V2_API_URL: 'http://localhost:1/v2/',
      RUNPOD_ENDPOINT_BASE_URL: 'https://jobs.test/v2',
    };
    expect(cloudUrls(env)).toEqual({
      graphql: 'http://127.0.0.1:1/graphql',
      rest: 'http://localhost:1/v2',
      jobs: 'https://jobs.test/v2',
    });
    expect(cloudUrls({ RUNPOD_API_BASE_URL: 'https://api.test/graphql' }).graphql).toBe(
      'https://api.test/graphql',
    );
  });

  it.each(['http://api.test', 'nonsense', 'file:///etc', 'http://127.0.0.1.evil.test'])(
    'refuses %s',
    value => {
      expect(() => cloudUrls({ RUNPOD_REST_V2_API_URL: value })).toThrow(/RUNPOD_REST_V2_API_URL/);
    },
  );
});
