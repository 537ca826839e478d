// Names and scopes by Python's rules; a wrong answer here makes a rewrite lose a binding.
import { describe, expect, it } from 'vitest';
import { dottedName } from '../../../src/python/calls';
import { qualifiedName } from '../../../src/python/qualify';
import { home } from '../../../src/python/scope';
import { stringValue } from '../../../src/python/strings';
import { undefinedNames } from '../../../src/python/undefinedNames';
import { testPython } from '../../support/python';

const python = await testPython();
const missing = (text: string) => undefinedNames(python.parse(text)).map(found => found.name);
const boundAtTop = (text: string) => [...python.parse(text).names.scope.bindings.keys()].sort();

describe('bindings', () => {
  it('finds every way to bind a name', () => {
    const text = [
      'import a.b, c as d',
      'from e import f',
      'g = h = 1; i: int = 2; j += 1',
      'k, (l, *m) = n = []',
      'def o(): pass',
      'class p: pass',
      'for q in r: pass',
      'with s as (t, u): pass',
      'try: pass\nexcept E as v: pass',
      'if (w := 1): pass',
      '[x := y for z in []]',
      'match a:\n    case {"k": aa, **bb}: pass\n    case P(ff=cc) | [cc, *dd]: pass\n    case m.X as ee: pass',
      'type ff = int',
    ].join('\n');
    const expected = 'a aa bb cc d dd ee f ff g h i j k l m n o p q t u v w x'.split(' ');
    expect(boundAtTop(text)).toEqual(expected.sort());
  });

  it('sends a binding under `global` to the module, and one under `nonlocal` to the function around', () => {
    const text =
      'def f():\n    y = 1\n    def g():\n        global x\n        nonlocal y\n        x = y = 2\n';
    const module = python.parse(text);
    expect(boundAtTop(text)).toEqual(['f', 'x']);
    const y = module.names.occurrences.filter(found => found.name === 'y');
    expect(new Set(y.map(found => home(found)?.node.child('name')?.text))).toEqual(new Set(['f']));
  });

  it('reads defaults, bases, decorators and the first iterable outside', () => {
    const text = 'x = 1\n@x\ndef f(a=x, x=2):\n    return [x for x in x]\n';
    const reads = python
      .parse(text)
      .names.occurrences.filter(found => found.name === 'x' && found.role === 'read')
      .map(found => home(found)?.kind);
    expect(reads).toEqual(['module', 'module', 'comprehension', 'function']);
  });
});

describe('undefinedNames', () => {
  it('finds them in functions, classes, f-strings and patterns', () => {
    expect(
      missing('def f(): return a\nclass K(b): c = d\nx = f"{e:{g}}"\nmatch x:\n    case h.Y(): pass'),
    ).toEqual(['a', 'b', 'd', 'e', 'g', 'h']);
  });

  it('does not see a class scope from its methods', () => {
    expect(missing('class K:\n    a = 1\n    b = a\n    def m(self): return a')).toEqual(['a']);
  });

  it('knows builtins, module attributes, and names that a later global makes', () => {
    expect(
      missing('print(__file__, WindowsError)\ndef f():\n    return x\ndef g():\n    global x\n    x = 1'),
    ).toEqual([]);
  });

  it('says nothing where a star import may provide the name, or where the text is broken', () => {
    expect(missing('from x import *\ny')).toEqual([]);
    expect(missing('def f(:\n    a b c')).toEqual([]);
  });

  it('does not take attributes, keywords, imports or global statements for reads', () => {
    expect(
      missing('import os.path\nos.x.y(k=1)\nfrom a.b import c\ndef f():\n    global q\n    q = 1'),
    ).toEqual([]);
  });

  it('knows type parameters', () => {
    expect(
      missing('def f[T: int](a: T) -> list[T]: return a\nclass K[U](list[U]): pass\ntype X[V] = list[V]'),
    ).toEqual([]);
  });
});

describe('qualifiedName', () => {
  it('follows imports and aliases, local ones first', () => {
    const module = python.parse(
      'import torch.nn as nn\nfrom transformers import AutoModel as M\nnn.Linear\nM.load\ndef f():\n    from x import M\n    M.load\nother.y',
    );
    const names = module.root
      .descendants('attribute')
      .map(node => [dottedName(node), qualifiedName(module, node)]);
    expect(names).toEqual([
      ['nn.Linear', 'torch.nn.Linear'],
      ['M.load', 'transformers.AutoModel.load'],
      ['M.load', 'x.M.load'],
      ['other.y', 'other.y'],
    ]);
  });
});

describe('stringValue', () => {
  it.each([
    ['"a\\n\\x41\\u00e9"', 'a\nA\u00e9'],
    ['r"\\n"', '\\n'],
    ['"a" \'b\'', 'ab'],
    ['("a"\n"b")', 'ab'],
    ['"""a\n"b\\\nc"""', 'a\n"bc'],
    ['f"a"', 'a'],
    ['f"{x}"', undefined],
    ['1', undefined],
  ])('%s', (text, expected) => {
    expect(stringValue(python.parse(text).root.parts[0]?.parts[0])).toBe(expected);
  });
});
