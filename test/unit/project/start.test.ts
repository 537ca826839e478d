// start() and its handler key, however they are written.
import { describe, expect, it } from 'vitest';
import { entryOf, findStarts } from '../../../src/project/start';
import { testPython } from '../../support/python';

const python = await testPython();
const found = (text: string) => findStarts(python.parse(text));

describe('findStarts', () => {
  it.each([
    'import runpod\nrunpod.serverless.start({"handler": f})',
    'import runpod as rp\nrp.serverless.start({"handler": f})',
    'import runpod.serverless\nrunpod.serverless.start({"handler": f})',
    'import runpod.serverless as rs\nrs.start({"handler": f})',
    'from runpod import serverless\nserverless.start({"handler": f})',
    'from runpod.serverless import start\nstart({"handler": f})',
    'from runpod.serverless import start as go\ngo({"handler": f})',
    'from runpod.serverless import *\nstart({"handler": f})',
    'import runpod\nrunpod.serverless.start(dict(handler=f))',
    'import runpod\nconfig = {"handler": f}\nrunpod.serverless.start(config)',
    "import runpod\nrunpod.serverless.start({'handler': f})",
    'def main():\n    import runpod\n    runpod.serverless.start({"handler": f})',
  ])('%s', text => {
    expect(found(text).map(start => start.handler?.text)).toEqual(['f']);
  });

  it.each([
    'runpod.start(f)',
    'server.start({"handler": f})',
    'S = """\nrunpod.serverless.start({"handler": f})"""',
    '# runpod.serverless.start({"handler": f})',
  ])('not %s', text => {
    expect(found(`import runpod\n${text}`)).toEqual([]);
  });

  it('says where it stands, and which keys it gets', () => {
    const text =
      'import runpod\nif __name__ == "__main__":\n    try:\n        runpod.serverless.start({"handler": f, "return_aggregate_stream": True})\n    finally:\n        pass\n';
    const [start] = found(text);
    expect(start?.mainGuard?.line).toBe(1);
    expect(start?.tries.map(node => node.line)).toEqual([2]);
    expect([...(start?.keys.keys() ?? [])]).toEqual(['handler', 'return_aggregate_stream']);
    expect(start?.keys.get('return_aggregate_stream')?.value.text).toBe('True');
    const [inMain] = found(`import runpod\ndef main():\n    runpod.serverless.start({"handler": f})`);
    expect([inMain?.function?.name, inMain?.mainGuard]).toEqual(['main', undefined]);
  });
});

describe('entryOf', () => {
  const entry = (text: string) => {
    const module = python.parse(`import runpod\n${text}`);
    const [start] = findStarts(module);
    return start && entryOf(module, start);
  };
  const call = 'runpod.serverless.start({"handler": h})';

  it('follows names to functions, the last definition wins', () => {
    const result = entry(`def run(job):\n    return 1\ndef run(job):\n    return 2\nh = run\n${call}`);
    expect(result?.kind === 'function' && result.definition.body.text).toBe('return 2');
  });

  it('tells imports, lambdas and the rest apart', () => {
    expect(entry(`from a.b import h\n${call}`)).toMatchObject({
      kind: 'imported',
      imported: { target: 'a.b.h' },
    });
    expect(entry('runpod.serverless.start({"handler": lambda job: job})')?.kind).toBe('lambda');
    expect(entry('runpod.serverless.start({"handler": worker.run})')?.kind).toBe('other');
    expect(entry(call)?.kind).toBe('other');
    expect(entry('runpod.serverless.start({"other": 1})')).toBeUndefined();
  });
});
