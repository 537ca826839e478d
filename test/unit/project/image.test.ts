// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a Dockerfile writes its variables.
// What a Dockerfile's image is read to be: base with ARGs, environment, folders, scripts, interpreters, installs.
import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../../src/project/dockerfile';
import { imageOf } from '../../../src/project/imageView';
import { installsOf } from '../../../src/project/installs';
import { interpretersOf } from '../../../src/project/interpreters';
import { startCommandsOf } from '../../../src/project/startCommands';

function image(...lines: string[]) {
  const view = imageOf(readDockerfile('/w/Dockerfile', lines.join('\n')));
  if (!view) throw new Error('no image');
  return view;
}

const starts = (...lines: string[]) =>
  startCommandsOf(image(...lines), () => undefined).map(({ command }) =>
    command.words.map(word => word.text).join(' '),
  );

describe('image', () => {
  it('resolves FROM through ARGs, defaults and earlier stages', () => {
    const view = image(
      'ARG TAG=3.11',
      'ARG BASE=python:${TAG}-slim',
      'FROM ${BASE} AS Deps',
      'ENV A=1',
      'FROM scratch AS other',
      'FROM deps',
      'ENV B=${A}2 C="x y"',
    );
    expect(view.base).toBe('python:3.11-slim');
    expect([...view.env.values()].map(({ name, value }) => `${name}=${value}`)).toEqual([
      'A=1',
      'B=12',
      'C=x y',
    ]);
  });

  it('says nothing about a base it cannot know', () => {
    expect(image('ARG BASE', 'FROM ${BASE}').base).toBeUndefined();
    expect(interpretersOf(image('ARG BASE', 'FROM ${BASE}'))).toEqual({
      python: 'unknown',
      python3: 'unknown',
    });
    expect(imageOf(readDockerfile('/w/Dockerfile', '# nothing\nRUN x'))).toBeUndefined();
  });

  it('places copies by WORKDIR and target', () => {
    const view = image(
      'FROM x',
      'WORKDIR /app',
      'WORKDIR src',
      'COPY a.py b.py ./',
      'COPY --from=y /z /z',
      'COPY ["c d.py", "e.py"]',
    );
    expect(view.copies.map(copy => [copy.sources.map(word => word.text), copy.target, copy.from])).toEqual([
      [['a.py', 'b.py'], '/app/src/', undefined],
      [['/z'], '/z', 'y'],
      [['c d.py'], '/app/src/e.py', undefined],
    ]);
  });

  it('follows the start into strings and scripts that the Dockerfile writes', () => {
    expect(starts('FROM x', 'CMD ["python", "a.py"]')).toEqual(['python a.py']);
    expect(starts('FROM x', 'ENTRYPOINT ["tini", "--"]', 'CMD ["python", "a.py"]')).toEqual([
      'tini -- python a.py',
    ]);
    expect(starts('FROM x', `CMD bash -c "cd /a && python b.py"`)).toEqual([
      'bash -c cd /a && python b.py',
      'cd /a',
      'python b.py',
    ]);
    expect(starts('FROM x', 'COPY <<EOF /s.sh', 'python a.py', 'EOF', 'WORKDIR /', 'CMD ["./s.sh"]')).toEqual(
      ['./s.sh', 'python a.py'],
    );
    expect(
      starts('FROM x', 'RUN <<EOF', 'echo "exec python a.py" > /s.sh', 'EOF', 'CMD ["sh", "/s.sh"]'),
    ).toEqual(['sh /s.sh', 'exec python a.py']);
    expect(starts('FROM x', `RUN echo '/s.sh' > /s.sh`, 'CMD /s.sh').length).toBeLessThan(10);
  });

  it('treats a broken exec form as the shell form it is', () => {
    expect(image('FROM x', 'CMD ["python", "a.py"').cmd?.form).toBe('shell');
    expect(image('FROM x', "CMD ['python']").cmd?.form).toBe('shell');
  });
});

describe('interpreters', () => {
  const cuda = 'FROM nvidia/cuda:12.8.1-runtime-ubuntu22.04';
  it.each([
    ['a known base', ['FROM python:3.11'], 'yes', 'yes'],
    ['no Python at all', [cuda], 'no', 'no'],
    ['the distribution package', [cuda, 'RUN apt-get update && apt-get install -y python3-pip'], 'no', 'yes'],
    ['python-is-python3', [cuda, 'RUN apt-get install -y python-is-python3'], 'yes', 'yes'],
    [
      'a link',
      [cuda, 'RUN apt-get install -y python3 && ln -s $(which python3) /usr/bin/python'],
      'yes',
      'yes',
    ],
    [
      'update-alternatives',
      [
        cuda,
        'RUN apt-get install -y python3 && update-alternatives --install /usr/bin/python python /usr/bin/python3 1',
      ],
      'yes',
      'yes',
    ],
    ['a venv on PATH', [cuda, 'RUN python3 -m venv /v', 'ENV PATH=/v/bin:$PATH'], 'yes', 'yes'],
    [
      'a uv venv in the workdir',
      [cuda, 'WORKDIR /app', 'RUN uv venv', 'ENV PATH=/app/.venv/bin:$PATH'],
      'yes',
      'yes',
    ],
    [
      'a venv that is not on PATH',
      [cuda, 'RUN apt-get install -y python3-venv && python3 -m venv /v'],
      'no',
      'yes',
    ],
    [
      'Conda, somehow',
      [cuda, 'RUN wget https://x/Miniconda3.sh -O /m.sh && bash /m.sh -b'],
      'unknown',
      'unknown',
    ],
    [
      'a copied environment',
      [cuda, 'COPY --from=ghcr.io/astral-sh/uv /opt/python /opt/python'],
      'unknown',
      'unknown',
    ],
    ['a script we cannot read', [cuda, 'COPY install.sh /', 'RUN /install.sh'], 'unknown', 'unknown'],
  ])('%s', (_, lines, python, python3) => {
    expect(interpretersOf(image(...lines))).toEqual({ python, python3 });
  });
});

describe('installs', () => {
  const installed = (line: string) =>
    installsOf(image('FROM x', `RUN ${line}`).runs).map(one => ({
      names: one.requirements.map(found => found.name + (found.specifier ?? '?')),
      files: one.files.map(word => word.text),
      opaque: one.opaque,
    }));

  it.each([
    ['pip install --no-cache-dir a==1 "b>=2,<3" c[x]', ['a==1', 'b>=2,<3', 'c'], [], false],
    ['python3 -m pip install -U --index-url https://x/y A_b', ['a-b'], [], false],
    ['uv pip install --system -r requirements.txt -rmore.txt', [], ['requirements.txt', 'more.txt'], false],
    ['pip3.11 install -e . ', [], [], true],
    ['pip install ./x.whl', [], [], true],
    ['pip install a==${V}', ['a?'], [], false],
    ['poetry install', [], [], true],
    ['uv sync --frozen', [], [], true],
  ])('%s', (line, names, files, opaque) => {
    expect(installed(line)).toEqual([{ names, files, opaque }]);
  });

  it.each(['pip list', 'echo pip install x', 'pip cache purge', 'apt-get install python3-pip'])(
    '%s is none',
    line => {
      expect(installed(line)).toEqual([]);
    },
  );
});
