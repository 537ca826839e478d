// The files of a new worker of some kind, by path. Pure.
import { handlerText } from './handlerText';
import { type Loading, type Scaffold, scaffolds, type WorkerKind } from './workerKinds';

export interface ScaffoldOptions {
  readonly kind: WorkerKind;
  readonly name: string;
  readonly loading: Loading;
}

/** Undefined for the kind that is a copy of the sample. */
export function scaffoldFiles({
  kind,
  name,
  loading,
}: ScaffoldOptions): ReadonlyMap<string, string> | undefined {
  const scaffold = scaffolds[kind];
  if (!scaffold) return undefined;
  const isEnvironment = scaffold.base.startsWith('python:');
  return new Map([
    ['.devcontainer/devcontainer.json', devcontainer(name)],
    [
      '.dockerignore',
      '.devcontainer\n.git\n.runpod\n.venv\n__pycache__\n*.pyc\n*.md\nDockerfile*\ntest_input.json\n',
    ],
    ['Dockerfile', dockerfile(name)],
    ['Dockerfile.base', baseDockerfile(name, scaffold, isEnvironment)],
    ['README.md', readme(name, kind)],
    ['handler.py', handlerText(scaffold.handler, loading).replace('NAME', name)],
    ['requirements.txt', scaffold.requirements],
    ['test_input.json', `${JSON.stringify({ input: scaffold.input }, null, 2)}\n`],
  ]);
}

function dockerfile(name: string): string {
  return `# The layer that changes with every edit. BASE is the image of Dockerfile.base.
ARG BASE=${name}:base-1.0
FROM \${BASE}

WORKDIR /app
COPY handler.py .

# -u: the last lines before a crash reach the log. The list form: SIGTERM reaches Python.
CMD ["python3", "-u", "handler.py"]
`;
}

function baseDockerfile(name: string, { base, setUp }: Scaffold, isPython: boolean): string {
  const pip = isPython ? 'python3 -m pip install' : 'python3 -m pip install --break-system-packages';
  return `# The layer that rarely changes; built again only when something here or requirements.txt changes (${name}:base-…).
FROM ${base}
${setUp.length > 0 ? `\n${setUp.join('\n')}\n` : ''}
ENV PIP_NO_CACHE_DIR=1 \\
    PIP_DISABLE_PIP_VERSION_CHECK=1 \\
    PYTHONUNBUFFERED=1
COPY requirements.txt /tmp/requirements.txt
RUN ${pip} -r /tmp/requirements.txt
`;
}

function devcontainer(name: string): string {
  const content = {
    name,
    image: 'mcr.microsoft.com/devcontainers/python:3.12',
    postCreateCommand: 'pip install -r requirements.txt',
    customizations: { vscode: { extensions: ['ms-python.python'] } },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function readme(name: string, kind: WorkerKind): string {
  return `# ${name}

A RunPod Serverless worker (${kind}). \`handler.py\` answers jobs, \`test_input.json\` is one to try it with.

- Run it: *RunPod: Build and Deploy…* with Local RunPod as the target, then *RunPod: Run Test Job…*
- \`Dockerfile.base\` holds what rarely changes, \`Dockerfile\` the code: an edit builds and pushes kilobytes.
`;
}
