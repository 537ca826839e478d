// A program is the entry and the local files it imports, found the way Python finds them.
import { describe, expect, it } from 'vitest';
import { readProgram } from '../../../src/project/program';
import { testPython } from '../../support/python';

const python = await testPython();

async function pathsOf(files: Record<string, string>, entry = '/w/handler.py') {
  const program = await readProgram(entry, { read: async path => files[path], python });
  return program && [...program.files.keys()];
}

describe('readProgram', () => {
  it('follows plain, from, relative, package and submodule imports, also inside functions', async () => {
    const files = {
      '/w/handler.py': 'import a\nfrom b.c import d\nfrom b import e\ndef f():\n    import g\nimport torch',
      '/w/a.py': '',
      '/w/b/__init__.py': '',
      '/w/b/c.py': 'from . import e\nfrom ..a import x',
      '/w/b/e.py': '',
      '/w/g.py': '',
      '/w/unused.py': '',
    };
    expect((await pathsOf(files))?.sort()).toEqual([
      '/w/a.py',
      '/w/b/__init__.py',
      '/w/b/c.py',
      '/w/b/e.py',
      '/w/g.py',
      '/w/handler.py',
    ]);
  });

  it('looks where sys.path points, and in the folder above', async () => {
    const files = {
      '/w/src/handler.py':
        'import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), "lib"))\nsys.path.insert(0, "/opt/x")\nimport one\nimport two\nfrom src import three',
      '/w/src/lib/one.py': '',
      '/opt/x/two.py': '',
      '/w/src/three.py': '',
    };
    expect((await pathsOf(files, '/w/src/handler.py'))?.length).toBe(4);
  });

  it('takes a folder of the image for the one of that name in the project', async () => {
    const files = {
      '/w/runpod/handler.py': 'import sys\nsys.path.insert(0, "/app/scripts")\nimport one',
      '/w/scripts/one.py': '',
    };
    expect(await pathsOf(files, '/w/runpod/handler.py')).toEqual([
      '/w/runpod/handler.py',
      '/w/scripts/one.py',
    ]);
  });

  it('ends on circles, and answers undefined without an entry', async () => {
    expect(await pathsOf({ '/w/handler.py': 'import a', '/w/a.py': 'import handler' })).toEqual([
      '/w/handler.py',
      '/w/a.py',
    ]);
    expect(await pathsOf({})).toBeUndefined();
  });

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(
      readProgram('/w/handler.py', { read: async () => 'import a', python, signal }),
    ).rejects.toThrow();
  });
});
