// What stands on the plot: the top level, the size of files, and the comment every file opens with.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { filesUnder, root, sourceFiles } from '../support/tree';

const topLevel = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'esbuild.mjs',
  'media',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
  'webview',
  'worker-sample',
];

const generated = /\.generated\.ts$/;
const lines = (text: string) => text.split('\n').length;

describe('plot', () => {
  it('has exactly the top level of the floor plan, beside dotfiles', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    });
    const names = new Set(tracked.split('\n').map(path => path.split('/')[0] ?? ''));
    expect([...names].filter(name => name && !name.startsWith('.')).sort()).toEqual(topLevel);
  });

  it('keeps files short: none over 300 lines, median at most 90', () => {
    const sizes = [...sourceFiles(), ...filesUnder('webview', /\.ts$/)]
      .filter(file => !generated.test(file.path))
      .map(file => ({ path: file.path, lines: lines(file.text) }));
    expect(sizes.filter(file => file.lines > 300)).toEqual([]);
    const sorted = sizes.map(file => file.lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)] ?? 0).toBeLessThanOrEqual(90);
  });

  it('keeps the doors under 80 lines', () => {
    const doors = sourceFiles().filter(file => /^src\/[^/]+\.ts$/.test(file.path));
    expect(doors.filter(file => lines(file.text) > 81).map(file => file.path)).toEqual([]);
  });

  it('opens every file with a comment that says what it is for', () => {
    const silent = [...sourceFiles(), ...filesUnder('webview', /\.ts$/), ...filesUnder('test', /\.ts$/)]
      .filter(file => !file.path.startsWith('test/fixtures/'))
      .filter(file => !/^(#!.*\n)?(\/\/|\/\*)/.test(file.text));
    expect(silent.map(file => file.path)).toEqual([]);
  });

  it('has no barrels, default exports, enums or unowned TODOs', () => {
    const wrong = sourceFiles().filter(
      file =>
        /\/index\.ts$/.test(file.path) ||
        /^export default /m.test(file.text) ||
        /^(export )?(const )?enum /m.test(file.text) ||
        /\b(TODO|FIXME)\b(?!\(#\d+\))/.test(file.text),
    );
    expect(wrong.map(file => file.path)).toEqual([]);
  });

  it('names the newest version of the changelog as the version of the package', async () => {
    const { readFileSync } = await import('node:fs');
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
    const newest = /^## \[(\d[^\]]*)\]/m.exec(readFileSync(`${root}/CHANGELOG.md`, 'utf8'))?.[1];
    expect(newest).toBe(version);
  });
});
