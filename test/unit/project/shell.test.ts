// The shell reader: words with offsets that point at what was written, and commands as they would be started.
import { describe, expect, it } from 'vitest';
import { invocationOf, pythonCallOf } from '../../../src/project/invocation';
import { type ReadShellOptions, readShell } from '../../../src/project/shell';
import { SourceText } from '../../../src/project/source';
import { writtenBy } from '../../../src/project/writtenScripts';

const read = (text: string, options: ReadShellOptions = {}) =>
  readShell(new SourceText('/start.sh', text), options);
const words = (text: string, options: ReadShellOptions = {}) =>
  read(text, options).map(command => command.words.map(word => word.text));

describe('shell', () => {
  it('splits commands at operators and line ends, not inside quotes or substitutions', () => {
    expect(words(`a 'b; c' && d "e | f" | g $(h && i); j & k\nl`)).toEqual([
      ['a', 'b; c'],
      ['d', 'e | f'],
      ['g', '$(h && i)'],
      ['j'],
      ['k'],
      ['l'],
    ]);
  });

  it('joins continued lines, and in a Dockerfile drops the comments between them', () => {
    const text = 'pip install a \\\n  # why\n\n  b';
    expect(words(text, { dialect: 'dockerfile' })).toEqual([['pip', 'install', 'a', 'b']]);
    expect(words('pip install a \\\n b # c')).toEqual([['pip', 'install', 'a', 'b']]);
  });

  it('takes off keywords and assignments', () => {
    const [, then] = read('if [ -f x ]; then A=1 B="2 3" python x; fi');
    expect(then?.assignments.map(word => word.text)).toEqual(['A=1', 'B=2 3']);
    expect(then?.words.map(word => word.text)).toEqual(['python', 'x']);
  });

  it('sees an unquoted specifier as the redirect it is', () => {
    const [command] = read('pip install runpod>=1.7 2>&1');
    expect(command?.words.map(word => word.text)).toEqual(['pip', 'install', 'runpod']);
    expect(command?.redirects.map(one => `${one.operator} ${one.target.text}`)).toEqual(['> =1.7', '2>& 1']);
  });

  it('keeps offsets that point at the text as written', () => {
    const text = `RUN x && "py thon" 'a'\\''b'`;
    const word = read(text).at(1)?.words[0];
    expect(word?.text).toBe('py thon');
    expect(word && text.slice(word.start, word.end)).toBe('"py thon"');
    expect(read(text).at(1)?.words[1]?.text).toBe("a'b");
  });

  it('reads heredocs, also several and indented', () => {
    const [command, next] = read("cat <<-'EOF' > /s.sh && ok\n\tpython x\n\tEOF\nnext");
    expect(command?.heredocs.map(one => one.text)).toEqual(['\tpython x\n']);
    expect(next?.words.map(word => word.text)).toEqual(['ok']);
  });

  it.each(['"', "'", '$(', '`', '<<EOF', '\\', 'a >', '((', 'a <<', '${', '&&&', '\uFEFF'])(
    'survives %j',
    text => {
      expect(() => read(text)).not.toThrow();
    },
  );
});

describe('invocation', () => {
  const call = (text: string) => {
    const [command] = read(text);
    return command && pythonCallOf(command);
  };

  it('takes off wrappers and their own arguments', () => {
    const [command] = read('exec env A=1 tini -- gosu worker timeout 10 python3 x');
    const found = command && invocationOf(command);
    expect(found?.name).toBe('python3');
    expect(found?.wrappers).toEqual(['exec', 'env', 'tini', 'gosu', 'timeout']);
  });

  it.each([
    ['python -u handler.py', true, 'handler.py'],
    ['python -Bu handler.py -x', true, 'handler.py'],
    ['python -W ignore -X dev handler.py', false, 'handler.py'],
    ['python -Wu handler.py', false, 'handler.py'],
    ['/usr/bin/python3.11 handler.py -u', false, 'handler.py'],
  ])('%s', (text, unbuffered, script) => {
    expect(call(text)?.unbuffered).toBe(unbuffered);
    expect(call(text)?.script?.text).toBe(script);
  });

  it('tells modules and code from scripts', () => {
    expect(call('python -um app.main')?.module?.text).toBe('app.main');
    expect(call('python -c "import x"')?.code?.text).toBe('import x');
    expect(call('pythonista x')).toBeUndefined();
  });
});

describe('written scripts', () => {
  it('finds what echo, printf, cat and tee write, at its place', () => {
    const text = `echo '#!/bin/sh' > /s && echo "exec \\"python\\" a" >> /s && printf 'b\\npython c\\n' | tee -a /s\ncat <<E > t\npython d\nE`;
    const pieces = writtenBy(read(text));
    const called = pieces.flatMap(piece =>
      piece.commands.flatMap(command => {
        const python = pythonCallOf(command);
        return python ? [`${piece.path} ${python.name} ${python.script?.text}`] : [];
      }),
    );
    expect(called).toEqual(['/s python a', '/s python c', 't python d']);
    expect(pieces.map(piece => piece.path)).toEqual(['/s', '/s', '/s', 't']);
  });
});
