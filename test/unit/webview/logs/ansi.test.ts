// Colours of a line as pieces: the text is never lost, whatever the codes say.
import { describe, expect, it } from 'vitest';
import { ansiPieces } from '../../../../webview/logs/ansi';

const esc = '\u001b';

describe('ansiPieces', () => {
  it.each<[string, [string, string][]]>([
    ['plain', [['plain', '']]],
    [
      `${esc}[31mred${esc}[0m plain`,
      [
        ['red', 'ansiRed'],
        [' plain', ''],
      ],
    ],
    [
      `${esc}[1;92mbright${esc}[22m thin${esc}[39m`,
      [
        ['bright', 'ansiBrightGreen bold'],
        [' thin', 'ansiBrightGreen'],
      ],
    ],
    [
      `${esc}[2;3;4mall${esc}[24;23m dim`,
      [
        ['all', 'dim italic underline'],
        [' dim', 'dim'],
      ],
    ],
    [
      `${esc}[38;5;31mnot red${esc}[48;2;31;32;33m nor here`,
      [
        ['not red', ''],
        [' nor here', ''],
      ],
    ],
    [`${esc}[2K${esc}[1Aover`, [['over', '']]],
    [
      `${esc}]8;;https://a.test${esc}\\link${esc}]8;;\u0007 after`,
      [
        ['link', ''],
        [' after', ''],
      ],
    ],
    [`50%\r100%\n`, [['50%100%', '']]],
    [`${esc}[31m`, []],
    [`broken ${esc}[`, [[`broken ${esc}[`, '']]],
  ])('%j', (line, expected) => {
    expect(ansiPieces(line).map(({ text, style }) => [text, style])).toEqual(expected);
  });
});
