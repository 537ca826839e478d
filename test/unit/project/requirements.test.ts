// Requirements as people write them: files, project files of several tools, locks.
import { describe, expect, it } from 'vitest';
import { readLock, readPyproject } from '../../../src/project/pyproject';
import type { Requirement } from '../../../src/project/requirement';
import { readRequirementsFile } from '../../../src/project/requirementsFile';

const told = (list: readonly Requirement[]) =>
  list.map(
    one =>
      `${one.name}|${one.specifier ?? '?'}|${one.source.slice(one)}|${one.source.slice(one.specifierSpan)}`,
  );

describe('requirements files', () => {
  it('reads names, extras, specifiers, markers, references; skips options and comments', () => {
    const text = [
      '\uFEFF# comment',
      '-r base.txt',
      '--requirement=more.txt',
      '--index-url https://x',
      'RunPod[a,b] >=1.7,<2 ; python_version<"3.12"  # why',
      'plain',
      'torch==2.6.0 \\',
      '    --hash=sha256:abc',
      'x @ https://host/x.whl',
      'git+https://host/repo.git#egg=y_z',
      './local',
      '-e git+https://host/r#egg=w',
    ].join('\r\n');
    const file = readRequirementsFile('/w/requirements.txt', text);
    expect(file.includes).toEqual(['base.txt', 'more.txt']);
    expect(told(file.requirements).map(line => line.replace(/\s*\\\r\n.*?\|/, '|'))).toEqual([
      'runpod|>=1.7,<2|RunPod[a,b] >=1.7,<2 ; python_version<"3.12"|>=1.7,<2',
      'plain||plain|',
      'torch|==2.6.0|torch==2.6.0|==2.6.0',
      'x|?|x @ https://host/x.whl|',
      'y-z|?|git+https://host/repo.git#egg=y_z|',
      'w|?|-e git+https://host/r#egg=w|',
    ]);
    expect(file.requirements[0]?.extras).toEqual(['a', 'b']);
    expect(file.requirements[3]?.url).toBe('https://host/x.whl');
  });
});

describe('project files', () => {
  it('reads PEP 621, groups and Poetry', () => {
    const text = `[build-system]
requires = ["hatchling"]
[project]
name = "runpod"
requires-python = ">=3.11"
dependencies = [
  "runpod~=1.7.6", # pinned
]
[dependency-groups]
dev = ["pytest>=8"]
[tool.poetry.dependencies]
python = "^3.11"
runpod = "^1.7"
torch = { version = "2.6.0", source = "cu124" }
[tool.other]
x = "runpod==1"
`;
    expect(told(readPyproject('/w/pyproject.toml', text))).toEqual([
      'runpod|~=1.7.6|runpod~=1.7.6|~=1.7.6',
      'pytest|>=8|pytest>=8|>=8',
      'python|>=3.11,<4|python = "^3.11"|^3.11',
      'runpod|>=1.7,<2|runpod = "^1.7"|^1.7',
      'torch|==2.6.0|torch = { version = "2.6.0"|2.6.0',
    ]);
  });

  it('reads the versions of locks', () => {
    expect(
      told(readLock('/w/uv.lock', '[[package]]\nname = "runpod"\nversion = "1.9.1"\nsource = {}\n')),
    ).toEqual(['runpod|==1.9.1|1.9.1|1.9.1']);
    expect(
      told(readLock('/w/Pipfile.lock', '{"default": {"runpod": {"hashes": [], "version": "==1.7.12"}}}')),
    ).toEqual(['runpod|==1.7.12|1.7.12|1.7.12']);
  });
});
