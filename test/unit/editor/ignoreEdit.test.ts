// Where the comment goes that silences a rule, per kind of file.
import { describe, expect, it } from 'vitest';
import { applyEdits, LineIndex } from '../../../src/base/text';
import { ignoreEdit } from '../../../src/editor/diagnostics/ignoreEdit';

function ignored(name: string, text: string, line: number, code = 'RP103'): string | undefined {
  const edit = ignoreEdit(new LineIndex(text), name, { code, line });
  return edit && applyEdits(text, [edit]);
}

describe('ignoreEdit', () => {
  it('comments at the end of a Python line', () => {
    expect(ignored('handler.py', 'a = 1\nb = 2  \n', 1)).toBe('a = 1\nb = 2  # runpod: ignore[RP103]  \n');
  });

  it('joins a comment that is there', () => {
    expect(ignored('handler.py', 'a = 1  # runpod: ignore[RP001]\n', 0)).toBe(
      'a = 1  # runpod: ignore[RP001, RP103]\n',
    );
  });

  it('takes a line of its own in a Dockerfile, where comments after code do not exist', () => {
    expect(ignored('Dockerfile', 'FROM a\nRUN b\n', 1)).toBe('FROM a\n# runpod: ignore[RP103]\nRUN b\n');
    expect(ignored('Dockerfile', 'FROM a\n# runpod: ignore[RP001]\nRUN b\n', 2)).toBe(
      'FROM a\n# runpod: ignore[RP001, RP103]\nRUN b\n',
    );
  });

  it('keeps the indentation and goes above a line that continues', () => {
    expect(ignored('start.sh', 'if x\n  a \\\n  b\n', 1)).toBe(
      'if x\n  # runpod: ignore[RP103]\n  a \\\n  b\n',
    );
  });

  it('has nothing to offer in JSON', () => {
    expect(ignored('test_input.json', '{}', 0)).toBeUndefined();
  });
});
