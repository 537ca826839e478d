// A template's arguments and a Dockerfile's CMD, and what they mean without an engine.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArgs, splitCommand } from '../../../src/emulator/runtimes/command';
import { entryCommand } from '../../../src/emulator/runtimes/process/entry';

describe('arguments', () => {
  it('are nothing, a command line, or JSON', () => {
    expect(parseArgs('  ')).toEqual({});
    expect(parseArgs('python -u "my handler.py"')).toEqual({ cmd: ['python', '-u', 'my handler.py'] });
    expect(parseArgs('{"cmd":["a"],"entrypoint":["b"]}')).toEqual({ cmd: ['a'], entrypoint: ['b'] });
    expect(parseArgs('{broken')).toEqual({ cmd: ['{broken'] });
  });

  it('are split as a shell splits them', () => {
    expect(splitCommand(`a 'b c' "d \\"e\\"" f\\ g h"i"j`)).toEqual(['a', 'b c', 'd "e"', 'f g', 'hij']);
  });
});

describe('the entry of a folder', () => {
  let folder = '';
  const python = '/env/bin/python';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'entry-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text = '') => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const entry = (args = '') => entryCommand(folder, args, python);

  it('is what the arguments say, before all', async () => {
    write('handler.py');
    expect(await entry('python3.11 -u other.py')).toEqual([python, '-u', 'other.py']);
    expect(await entry('{"entrypoint":["sh"],"cmd":["-c","x"]}')).toEqual(['sh', '-c', 'x']);
  });

  it('is the last CMD of a Dockerfile when it is a plain Python call', async () => {
    write('handler.py');
    write('src/app.py');
    write('rp.py');
    write(
      'Dockerfile',
      'FROM a\nCMD ["python", "handler.py"]\nFROM b\nCMD ["python3", "-u", "/app/rp.py"]\n',
    );
    expect(await entry()).toEqual([python, '-u', 'rp.py']);
    write('Dockerfile', 'FROM a\nCMD python -u src/app.py\n');
    expect(await entry()).toEqual([python, '-u', 'src/app.py']);
  });

  it('is handler.py when the CMD is something else or names a file that is not there', async () => {
    write('handler.py');
    for (const cmd of [
      'CMD ["bash", "start.sh"]',
      'CMD ["python", "-u", "gone.py"]',
      'CMD ["python", "-m", "x"]',
      '',
    ]) {
      write('Dockerfile', `FROM a\n${cmd}\n`);
      expect(await entry()).toEqual([python, '-u', 'handler.py']);
    }
  });

  it('is refused in words when there is nothing to run', async () => {
    await expect(entry()).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no handler.py'),
    });
  });
});
