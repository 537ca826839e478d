// What the rules' docs say really happens: shown with a real Python, a real FastAPI and a real shell.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PythonEnvironment, sdkEnvironment } from '../support/pythonEnvironments';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'advice-'));
let environment: PythonEnvironment;

beforeAll(async () => {
  environment = await sdkEnvironment('1.12.0');
  await sdkEnvironment('1.7.10');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Runs Python with its output in a pipe, as in a container. */
async function python(...args: string[]): Promise<{ out: string; status: number }> {
  try {
    const { stdout } = await run(environment.python, args, {
      cwd: folder,
      env: { ...process.env, PYTHONUNBUFFERED: '' },
    });
    return { out: stdout, status: 0 };
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: number };
    return { out: stdout, status: code };
  }
}

describe('RP101: a lifespan', () => {
  const app = [
    'from contextlib import asynccontextmanager',
    'from fastapi import FastAPI',
    '@asynccontextmanager',
    'async def lifespan(app):',
    '    print("lifespan ran")',
    '    yield',
    'app = FastAPI(lifespan=lifespan)',
  ];

  it('does not run when the module that makes the app is imported', async () => {
    write('service.py', ...app);
    expect((await python('-c', 'import service; print("imported")')).out).toBe('imported\n');
  });

  it('runs when a server starts the app', async () => {
    write('service.py', ...app);
    const client =
      'from fastapi.testclient import TestClient\nimport service\nwith TestClient(service.app): pass';
    expect((await python('-c', client)).out).toContain('lifespan ran');
  });
});

describe('RP501: the pin 1.7.10, right until July 2026', () => {
  const fetchIt =
    'from runpod.serverless.utils import rp_download; print(rp_download.download_files_from_urls("job", [URL]))';

  /** What a worker prints that is told to download from its own network. */
  async function download(version: '1.7.10' | '1.12.0', url: string): Promise<string> {
    const { python: interpreter } = await sdkEnvironment(version);
    const code = fetchIt.replace('URL', JSON.stringify(url));
    const { stdout, stderr } = await run(interpreter, ['-c', code], { cwd: folder }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    return stdout + stderr;
  }

  it('fetches what a job names from inside; 1.12.0 refuses', async () => {
    const asked: string[] = [];
    const inside = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('secret');
    });
    await new Promise<void>(resolve => inside.listen(0, '127.0.0.1', resolve));
    try {
      const url = (name: string) => `http://127.0.0.1:${(inside.address() as AddressInfo).port}/${name}.txt`;
      expect(await download('1.7.10', url('old'))).toContain('.txt');
      await download('1.12.0', url('new'));
      expect(new Set(asked)).toEqual(new Set(['/old.txt']));
    } finally {
      inside.close();
    }
  });
});

describe('RP107, RP403: what was printed before the end', () => {
  it('is lost with os._exit, and kept with flush=True, -u or sys.exit', async () => {
    const hard = write('hard.py', 'import os', 'print("last words")', 'os._exit(1)');
    expect((await python(hard)).out).toBe('');
    expect((await python('-u', hard)).out).toBe('last words\n');
    const flushed = write('flushed.py', 'import os', 'print("last words", flush=True)', 'os._exit(1)');
    expect((await python(flushed)).out).toBe('last words\n');
    const soft = write('soft.py', 'import sys', 'print("last words")', 'sys.exit(1)');
    expect(await python(soft)).toEqual({ out: 'last words\n', status: 1 });
  });
});

describe('RP109: quit() and sys.exit()', () => {
  it('end with status 0', async () => {
    expect((await python('-c', 'quit()')).status).toBe(0);
    expect((await python('-c', 'import sys; sys.exit()')).status).toBe(0);
    expect((await python('-c', 'import sys; sys.exit("no")')).status).toBe(1);
  });
});

describe('RP412: an unquoted range', () => {
  it('is a redirect: the name alone arrives, and a file is made', async () => {
    await run('sh', ['-c', 'echo runpod>=1.12.0'], { cwd: folder });
    expect(existsSync(join(folder, '=1.12.0'))).toBe(true);
    expect(readFileSync(join(folder, '=1.12.0'), 'utf8')).toBe('runpod\n');
  });
});

describe.runIf(process.platform === 'linux')('RP413: a start script without exec', () => {
  it('does not pass SIGTERM on to the worker it waits for', async () => {
    const worker = write(
      'worker.py',
      'import signal, sys, time',
      'signal.signal(signal.SIGTERM, lambda *a: (print("told to stop"), sys.exit(0)))',
      'sys.stdout.write("up\\n")',
      'time.sleep(2)',
      'print("nobody told me")',
    );
    const told = async (line: string) => {
      const script = write('start.sh', '#!/bin/bash', "trap '' USR1", line);
      const child = spawn('bash', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (data: Buffer) => {
        if (out === '') child.kill('SIGTERM');
        out += data.toString();
      });
      await new Promise(resolve => child.stdout.on('close', resolve));
      return out;
    };
    expect(await told(`"${environment.python}" -u "${worker}"`)).toBe('up\nnobody told me\n');
    expect(await told(`exec "${environment.python}" -u "${worker}"`)).toBe('up\ntold to stop\n');
  });
});
