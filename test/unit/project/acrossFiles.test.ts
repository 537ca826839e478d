// Analysis across files, case by case: what one file says decides what is right in another. Each case is a worker whose
// findings are exactly those named; its twin differs in one file and is clean, or the other way round.
import { describe, expect, it } from 'vitest';
import { WorkerChecker } from '../../../src/flows/checkWorkers';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const python = await testPython();

const handler = `import runpod


def handler(job):
    return {}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;

const cuda = 'nvidia/cuda:12.8.1-runtime-ubuntu22.04';
const bare = `FROM ${cuda}
RUN apt-get update && apt-get install -y python3-pip && pip3 install runpod==1.12.0
ENV PYTHONUNBUFFERED=1
WORKDIR /app
COPY handler.py .
`;

async function findings(texts: Record<string, string>): Promise<string[]> {
  const all = new Map(
    Object.entries({ 'handler.py': handler, ...texts }).map(([path, text]) => [`/w/${path}`, text]),
  );
  const checked = await new WorkerChecker({ files: memoryFiles(all), python }).check('/w');
  return checked.flatMap(({ diagnostics }) =>
    diagnostics.map(({ path, range, code }) => `${path.slice(3)}:${range.start.line + 1} ${code}`),
  );
}

const withoutPython: readonly (readonly [string, Record<string, string>, string[]])[] = [
  ['the image itself', { Dockerfile: `${bare}CMD ["python", "handler.py"]\n` }, ['Dockerfile:6 RP402']],
  [
    'a link made with ln -s',
    { Dockerfile: `${bare}RUN ln -s /usr/bin/python3 /usr/bin/python\nCMD ["python", "handler.py"]\n` },
    [],
  ],
  [
    'a virtual environment on PATH',
    {
      Dockerfile: `${bare}RUN python3 -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCMD ["python", "handler.py"]\n`,
    },
    [],
  ],
  [
    'one that is not on PATH',
    { Dockerfile: `${bare}RUN python3 -m venv /opt/venv\nCMD ["python", "handler.py"]\n` },
    ['Dockerfile:7 RP402'],
  ],
  [
    'a base named by an ARG',
    { Dockerfile: `ARG BASE=${cuda}\n${bare.replace(cuda, '$BASE')}CMD ["python", "handler.py"]\n` },
    ['Dockerfile:7 RP402'],
  ],
  [
    'a base named by an ARG without a default',
    { Dockerfile: `ARG BASE\n${bare.replace(cuda, '$BASE')}CMD ["python", "handler.py"]\n` },
    [],
  ],
  [
    'an earlier stage',
    { Dockerfile: `${bare.replace(cuda, `${cuda} AS deps`)}FROM deps\nCMD ["python", "handler.py"]\n` },
    ['Dockerfile:7 RP402'],
  ],
  [
    'a stage that is thrown away',
    { Dockerfile: `FROM python:3.12.1-slim AS build\n${bare}CMD ["python", "handler.py"]\n` },
    ['Dockerfile:7 RP402'],
  ],
  [
    'a start script that is copied',
    {
      Dockerfile: `${bare}COPY start.sh .\nCMD ["/app/start.sh"]\n`,
      'start.sh': '#!/bin/bash\nexec python handler.py\n',
    },
    ['start.sh:2 RP402'],
  ],
  [
    'a start script that a RUN writes',
    { Dockerfile: `${bare}RUN echo "exec python handler.py" > /start.sh\nCMD ["bash", "/start.sh"]\n` },
    ['Dockerfile:6 RP402'],
  ],
  [
    'a start script in a heredoc',
    {
      Dockerfile: `# syntax=docker/dockerfile:1\n${bare}COPY <<EOF /start.sh\nexec python /app/handler.py\nEOF\nCMD ["bash", "/start.sh"]\n`,
    },
    ['Dockerfile:8 RP402'],
  ],
  [
    'a link made in a RUN heredoc',
    {
      Dockerfile: `${bare}RUN <<EOF\nln -s /usr/bin/python3 /usr/bin/python\nEOF\nCMD ["python", "handler.py"]\n`,
    },
    [],
  ],
];

describe('python, as a Dockerfile calls it, is looked for in', () => {
  it.each(withoutPython)('%s', async (_, texts, expected) => {
    expect(await findings(texts)).toEqual(expected);
  });
});

const slim = (install: string, env = '') => `FROM python:3.12.1-slim
${env}WORKDIR /app
COPY . .
${install}
CMD ["python", "-u", "handler.py"]
`;

describe('what is installed is looked for in', () => {
  it.each([
    ['nothing', { Dockerfile: slim('RUN pip install requests==2.32.0') }, ['handler.py:1 RP503']],
    [
      'requirements',
      { Dockerfile: slim('RUN pip install -r deps/base.txt'), 'deps/base.txt': 'runpod==1.12.0\n' },
      [],
    ],
    [
      'requirements that include others',
      {
        Dockerfile: slim('RUN pip install -r requirements.txt'),
        'requirements.txt': '-r more/list.txt\n',
        'more/list.txt': 'runpod==1.8.1\n',
      },
      ['more/list.txt:1 RP501'],
    ],
    [
      'pyproject.toml',
      {
        Dockerfile: slim('RUN pip install .'),
        'pyproject.toml': '[project]\nname = "w"\ndependencies = ["runpod==1.8.1"]\n',
      },
      ['pyproject.toml:3 RP501'],
    ],
    [
      'a lock, which decides over a range',
      {
        Dockerfile: slim('RUN uv sync --frozen'),
        'pyproject.toml': '[project]\nname = "w"\ndependencies = ["runpod>=1.7"]\n',
        'uv.lock': '[[package]]\nname = "runpod"\nversion = "1.8.1"\n',
      },
      ['uv.lock:3 RP501'],
    ],
  ] as [string, Record<string, string>, string[]][])('%s', async (_, texts, expected) => {
    const found = await findings(texts);
    expect(found.filter(one => /RP50/.test(one))).toEqual(expected);
  });
});

describe('what code does is looked for through', () => {
  const loading =
    'from transformers import pipeline\n\nmodel = pipeline("text-generation", model="/models/gpt2")\n';

  it('local imports, in packages and beside the handler', async () => {
    const importing = handler.replace('import runpod\n', 'import runpod\n\nfrom app.models import model\n');
    const used = importing.replace('return {}', 'return {"text": str(model(job["input"].get("text")))}');
    expect(await findings({ 'handler.py': used, 'app/__init__.py': '', 'app/models.py': loading })).toContain(
      'app/models.py:3 RP102',
    );
  });

  it('flags that the Dockerfile sets', async () => {
    const flagged = handler.replace(
      'def handler',
      'import os\n\nSERVERLESS = os.environ.get("RUNPOD_SERVERLESS")\n\n\ndef handler',
    );
    const install = 'RUN pip install runpod==1.12.0';
    const missing = await findings({ 'handler.py': flagged, Dockerfile: slim(install) });
    expect(missing.filter(one => one.endsWith('RP401'))).toHaveLength(1);
    const set = await findings({
      'handler.py': flagged,
      Dockerfile: slim(install, 'ENV RUNPOD_SERVERLESS=1\n'),
    });
    expect(set.filter(one => one.endsWith('RP401'))).toEqual([]);
  });
});
