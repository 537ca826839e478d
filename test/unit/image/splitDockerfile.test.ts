// One Dockerfile split into base and worker: what goes where, and when it is left alone.
import { describe, expect, it } from 'vitest';
import { dockerfileInputs } from '../../../src/image/dockerfileInputs';
import { splitDockerfile } from '../../../src/image/splitDockerfile';

const lines = (text: string) => text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
function parts(...source: string[]) {
  const split = splitDockerfile(source.join('\n'), 'me/ocr');
  if (!split.ok) throw new Error(split.reason);
  return { base: lines(split.base), worker: lines(split.worker), moved: split.moved };
}

describe('splitDockerfile', () => {
  it('cuts before the code', () => {
    const { base, worker, moved } = parts(
      'FROM python:3.12-slim',
      'RUN apt-get update \\',
      '    && apt-get install -y ffmpeg',
      'WORKDIR /app',
      'COPY requirements.txt .',
      'RUN pip install -r requirements.txt',
      'COPY handler.py src ./',
      'CMD ["python", "-u", "handler.py"]',
    );
    expect(base).toEqual([
      'FROM python:3.12-slim',
      'RUN apt-get update \\',
      '    && apt-get install -y ffmpeg',
      'WORKDIR /app',
      'COPY requirements.txt .',
      'RUN pip install -r requirements.txt',
    ]);
    expect(worker).toEqual([
      'ARG BASE=me/ocr:base',
      'FROM ${' + 'BASE}',
      'COPY handler.py src ./',
      'CMD ["python", "-u", "handler.py"]',
    ]);
    expect(moved).toEqual([]);
    expect(dockerfileInputs(worker.join('\n')).baseArg).toBe('BASE');
  });

  it('moves an install from behind the code in front of it, with the file it reads alone', () => {
    const { base, worker, moved } = parts(
      'FROM python:3.12',
      'COPY . /app',
      'WORKDIR /app',
      'RUN pip install --no-cache-dir -r requirements.txt',
      'RUN python prepare.py',
      'RUN pip install late',
      'ENTRYPOINT ["python", "handler.py"]',
    );
    expect(base).toEqual([
      'FROM python:3.12',
      'WORKDIR /app',
      'COPY requirements.txt /app/',
      'RUN pip install --no-cache-dir -r requirements.txt',
    ]);
    expect(worker.slice(2)).toEqual([
      'COPY . /app',
      'WORKDIR /app',
      'RUN python prepare.py',
      'RUN pip install late',
      'ENTRYPOINT ["python", "handler.py"]',
    ]);
    expect(moved).toEqual(['RUN pip install --no-cache-dir -r requirements.txt']);
  });

  it('keeps what needs the code behind it', () => {
    const { base, worker } = parts(
      'FROM python:3.12',
      'RUN pip install runpod',
      'COPY . .',
      'RUN pip install -e .',
      'CMD python handler.py',
    );
    expect(base).toEqual(['FROM python:3.12', 'RUN pip install runpod']);
    expect(worker).toContain('RUN pip install -e .');
  });

  it('declares again the arguments that the worker uses, and keeps comments and the syntax line', () => {
    const source = [
      '# syntax=docker/dockerfile:1',
      'FROM python:3.12',
      'ARG MODE=fast',
      '# Models are large.',
      'RUN pip install torch',
      'COPY handler.py /',
      'ENV MODE=${' + 'MODE}',
    ].join('\n');
    const split = splitDockerfile(source, 'w');
    expect(split).toMatchObject({ ok: true });
    if (!split.ok) return;
    expect(split.base).toContain('# Models are large.\nRUN pip install torch\n');
    expect([split.base, split.worker].every(text => text.startsWith('# syntax=docker/dockerfile:1\n'))).toBe(
      true,
    );
    expect(split.worker).toContain('ARG MODE=fast\n');
  });

  it.each([
    ['FROM a AS x\nRUN y\nFROM b\nCOPY handler.py .', /several stages/],
    ['ARG BASE=x\nFROM $BASE\nCOPY handler.py .', /a base of its own already/],
    ['FROM python:3.12\nRUN pip install runpod\nCMD ["x"]', /no code/],
    ['FROM python:3.12\nCOPY handler.py .\nCMD ["x"]', /would hold nothing/],
    ['', /no FROM/],
  ])('leaves alone: %j', (source, reason) => {
    expect(splitDockerfile(source, 'w')).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });
});
