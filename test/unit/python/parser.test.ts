// The tree keeps exact UTF-16 ranges and answers for broken text of any kind.
import { describe, expect, it } from 'vitest';
import { testPython } from '../../support/python';

const python = await testPython();

describe('parse', () => {
  it('gives ranges in UTF-16 units, with BOM, CRLF, emoji and tabs before the node', () => {
    const text = '\uFEFFs = "😀é"; x = load()\r\n\tif y:\r\n';
    const module = python.parse(text);
    const call = module.calls[0];
    expect(call?.node.text).toBe('load()');
    expect(call?.node.range.start).toEqual({ line: 0, character: text.indexOf('load') });
  });

  it('keeps what it can read of a broken file', () => {
    const module = python.parse('x = = 1\n\ndef f(job):\n    return load(job)\n\nclass K:\n  def');
    expect(module.errors.length).toBeGreaterThan(0);
    expect(module.calls.map(call => call.name)).toContain('load');
  });

  it('answers for text that is no Python at all, and for absurd nesting', () => {
    const texts = [
      '',
      '\0\0',
      '}{)(',
      '('.repeat(20_000),
      `${'a+'.repeat(20_000)}a`,
      '\uD800',
      '"""',
      'def '.repeat(99),
    ];
    for (const text of texts) {
      const module = python.parse(text);
      expect(module.root.type).toBeTypeOf('string');
      expect(module.names.occurrences).toBeInstanceOf(Array);
      expect(module.statements).toBeInstanceOf(Array);
    }
  });

  it('gives the same module for the same text', () => {
    expect(python.parse('x = 1')).toBe(python.parse('x = 1'));
  });
});

describe('what a file holds', () => {
  it('lists imports of every form', () => {
    const text = [
      'import a.b as c, d.e',
      'from . import x',
      'from ..y.z import (q as r, s)',
      'from w import *',
      'try:\n    import fast\nexcept ImportError:\n    fast = None',
      'def f():\n    import late',
    ].join('\n');
    const found = python.parse(text).imports.map(one => [one.bound, one.target, one.level, one.member]);
    expect(found).toEqual([
      ['c', 'a.b', 0, undefined],
      ['d', 'd', 0, undefined],
      ['x', '.x', 1, 'x'],
      ['r', '..y.z.q', 2, 'q'],
      ['s', '..y.z.s', 2, 's'],
      [undefined, 'w', 0, '*'],
      ['fast', 'fast', 0, undefined],
      ['late', 'late', 0, undefined],
    ]);
  });

  it('places statements that run on import, and leaves bodies of definitions alone', () => {
    const text =
      'a\nif b:\n    c\nelse:\n    d\ntry:\n    e\nexcept X:\n    f\nfinally:\n    g\ndef h():\n    i\nwith j:\n    k\n';
    const placed = python.parse(text).statements.filter(one => one.node.type === 'expression_statement');
    expect(placed.map(one => one.node.text + one.within.length)).toEqual([
      'a0',
      'c1',
      'd1',
      'e1',
      'f1',
      'g1',
      'k1',
    ]);
  });

  it('knows functions: async, generator, decorated, method', () => {
    const text = [
      '@deco\nasync def a(job, *args, k=1):\n    await x',
      'def b():\n    yield 1',
      'def c():\n    def inner():\n        yield 1',
      'class K:\n    def m(self): pass',
    ].join('\n');
    const found = python.parse(text).functions;
    expect(
      found.map(one => [one.name, one.isAsync, one.isGenerator, one.owner?.child('name')?.text]),
    ).toEqual([
      ['a', true, false, undefined],
      ['b', false, true, undefined],
      ['c', false, false, undefined],
      ['inner', false, true, undefined],
      ['m', false, false, 'K'],
    ]);
    expect(found[0]?.whole.text.startsWith('@deco')).toBe(true);
    expect(found[0]?.parameters.map(one => `${one.name}:${one.kind}`)).toEqual([
      'job:plain',
      'args:args',
      'k:plain',
    ]);
  });
});
