// Every setting, declared once: the manifest, the typed reader in the editor and the table in the README come from here.

export interface SettingSpec {
  readonly type: 'string' | 'boolean' | 'number' | 'object' | 'array';
  readonly default: unknown;
  readonly about: string;
  /** `resource` may differ per folder; `machine` is never taken from a workspace. */
  readonly scope: 'resource' | 'window' | 'machine-overridable';
  readonly values?: Readonly<Record<string, string>>;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Ignored in untrusted workspaces: it names a program to run or a host that would get the key. */
  readonly restricted?: true;
}

export const settings = {
  'runpod.loadingStrategy': {
    type: 'string',
    default: 'keep',
    scope: 'resource',
    about:
      'How the handler loads its model. Changing it shows the rewrite as a diff before anything happens.',
    values: {
      keep: 'Leave the handler as it is written.',
      warm: 'Load before the worker takes jobs: slow to become ready, every job fast.',
      lazy: 'Load in the first job: ready at once, the first job pays.',
    },
  },
  'runpod.rules': {
    type: 'object',
    default: {},
    scope: 'resource',
    about:
      'Severity per rule, by code or name: `error`, `warning`, `info`, `hint` or `off`. Such as `{ "RP501": "off" }`. `.runpod/check.json` says the same for everybody, and has the last word.',
  },
  'runpod.ignore': {
    type: 'array',
    default: [],
    scope: 'resource',
    about:
      'Files that get no problems, as globs in the manner of `.dockerignore`. Such as `["legacy/**", "**/old_*.py"]`.',
  },
  'runpod.diagnostics.enable': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    about: 'Show problems in worker code, Dockerfiles and requirements while you type.',
  },
  'runpod.codeLens.enable': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    about: 'Show the loading strategy above the handler.',
  },
  'runpod.job.timeoutSeconds': {
    type: 'number',
    default: 600,
    minimum: 5,
    maximum: 86_400,
    scope: 'resource',
    about: 'How long a test job is waited for.',
  },
  'runpod.deploy.runtime': {
    type: 'string',
    default: 'auto',
    scope: 'resource',
    about: 'How Local RunPod runs what is deployed to it.',
    values: {
      auto: 'As a container where a container engine answers, as a plain process otherwise.',
      container: 'As the image that was built.',
      process: 'As a plain process in a virtual environment; no image is built.',
    },
  },
  'runpod.deploy.registry': {
    type: 'string',
    default: '',
    scope: 'resource',
    restricted: true,
    about: 'Where images are pushed, such as `docker.io/me` or `127.0.0.1:5000`.',
  },
  'runpod.deploy.testJob': {
    type: 'boolean',
    default: false,
    scope: 'resource',
    about: 'Send `test_input.json` as the last step of a deployment, which fails if that job does.',
  },
  'runpod.deploy.pullMegabytesPerSecond': {
    type: 'number',
    default: 25,
    minimum: 1,
    maximum: 10_000,
    scope: 'resource',
    about:
      'How fast a worker is assumed to pull and unpack an image, in megabytes a second; RunPod publishes no figure.',
  },
  'runpod.local.port': {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 65_535,
    scope: 'window',
    about: 'Port of Local RunPod on 127.0.0.1; 0 takes a free one.',
  },
  'runpod.logs.capture': {
    type: 'string',
    default: 'deployed',
    scope: 'window',
    about: 'Whose logs are kept on disk, so that they are there when their worker is gone.',
    values: {
      open: 'Only of endpoints with an open log panel.',
      deployed: 'Also of all endpoints of Local RunPod, and of those that were deployed from this machine.',
      all: 'Also of the first endpoints of every account.',
    },
  },
  'runpod.pythonPath': {
    type: 'string',
    default: '',
    scope: 'machine-overridable',
    restricted: true,
    about:
      'The Python that Local RunPod makes virtual environments with. Empty: the first `python3` on the path.',
  },
  'runpod.dockerPath': {
    type: 'string',
    default: '',
    scope: 'machine-overridable',
    restricted: true,
    about: 'The `docker` or `podman` program. Empty: found on the path, after the sockets were tried.',
  },
  'runpod.account.lowBalanceUsd': {
    type: 'number',
    default: 5,
    minimum: 0,
    scope: 'window',
    about: 'Warn when the balance of an account falls below so many US dollars; 0 never warns.',
  },
  'runpod.api.graphqlUrl': {
    type: 'string',
    default: 'https://api.runpod.io/graphql',
    scope: 'machine-overridable',
    restricted: true,
    about: 'Base URL of the GraphQL API.',
  },
  'runpod.api.restUrl': {
    type: 'string',
    default: 'https://api.runpod.io/v2',
    scope: 'machine-overridable',
    restricted: true,
    about: 'Base URL of REST v2, ending in `/v2`.',
  },
  'runpod.api.jobsUrl': {
    type: 'string',
    default: 'https://api.runpod.ai/v2',
    scope: 'machine-overridable',
    restricted: true,
    about: 'Base URL of the job API, ending in `/v2`.',
  },
  'runpod.consoleUrl': {
    type: 'string',
    default: 'https://console.runpod.io',
    scope: 'machine-overridable',
    restricted: true,
    about: 'Where *Open in RunPod Console* leads.',
  },
} as const satisfies Record<`runpod.${string}`, SettingSpec>;

export type SettingKey = keyof typeof settings;

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/** The type of a setting's value: one of its words, or as wide as its default. */
export type SettingValue<K extends SettingKey> = (typeof settings)[K] extends { values: infer V }
  ? keyof V & string
  : (typeof settings)[K]['type'] extends 'array'
    ? readonly unknown[]
    : (typeof settings)[K]['type'] extends 'object'
      ? Readonly<Record<string, unknown>>
      : Widen<(typeof settings)[K]['default']>;
