// New workers as they are made, run for real on Local RunPod: the blank one, and those in front of a server, with a server
// of a few lines in the place of vLLM and ComfyUI. What they pin exists. (The onnxruntime kind is the sample, which has
// tests of its own.)
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalRunPodInfo } from '../../src/wire/localRunPod';
import { ensureBuilt, openDoor } from '../support/door';
import { testCacheHome } from '../support/realLocal';
import { root } from '../support/tree';

const run = promisify(execFile);
const cli = join(root, 'dist/cli.js');
const base = mkdtempSync(join(tmpdir(), 'scaffolds-'));
const tools = join(base, 'bin');
const env = {
  ...process.env,
  HOME: base,
  PATH: `${tools}:${process.env.PATH ?? ''}`,
  XDG_CACHE_HOME: testCacheHome,
  RUNPOD_WORKER_DEV_STATE: join(base, 'state'),
  RUNPOD_API_KEY: '',
};

/** As much of vLLM and of ComfyUI as their workers ask for. Notes when it was started. */
const server = `#!/usr/bin/env python3
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

print("server: starting", flush=True)


class Server(BaseHTTPRequestHandler):
    def answer(self, body, status=200):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path in ("/health", "/system_stats"):
            self.answer({})
        elif self.path.startswith("/history/"):
            self.answer({"p1": {"outputs": {"9": {"images": [{"filename": "a.png"}]}}}})
        elif self.path.startswith("/view?filename=a.png"):
            self.answer(b"picture")
        else:
            self.answer({}, 404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/prompt":
            self.answer({"prompt_id": "p1"} if body["prompt"] else {"error": "empty"}, 200 if body["prompt"] else 400)
        else:
            self.answer({"choices": [{"message": {"content": body["messages"][0]["content"]}}]})

    def log_message(self, *args):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Server).serve_forever()
`;

async function cliJson(...argv: string[]) {
  const { stdout } = await run(process.execPath, [cli, ...argv, '--json'], { cwd: base, env });
  return JSON.parse(stdout);
}

describe('a new worker', () => {
  let door: ReturnType<typeof openDoor>;
  let local: LocalRunPodInfo | undefined;

  beforeAll(async () => {
    ensureBuilt();
    for (const folder of [tools, join(base, 'comfy')]) mkdirSync(folder);
    writeFileSync(join(tools, 'vllm'), server, { mode: 0o755 });
    writeFileSync(join(base, 'comfy/main.py'), server);
    door = openDoor(['--json', '--state', join(base, 'state')], env);
    local = await door.info;
    if (!local) throw new Error(door.complaints());
  });
  afterAll(async () => {
    door?.child.kill('SIGTERM');
    await door?.ended;
    rmSync(base, { recursive: true, force: true });
  });

  /** Made, deployed and asked with its own test input. */
  async function made(kind: string, name: string, ...more: string[]) {
    await run(process.execPath, [cli, 'new', name, '--kind', kind, ...more], { cwd: base, env });
    const variables = kind === 'comfyui' ? ['--env', `COMFY_HOME=${join(base, 'comfy')}`] : [];
    const deployed = await cliJson('deploy', name, '--target', 'local', ...variables);
    expect(deployed).toMatchObject({ ping: { ok: true, output: { pong: true } }, warnings: [] });
    const job = (input: string) => cliJson('job', name, '--input', input);
    const logs = async () => (await run(process.execPath, [cli, 'logs', name], { cwd: base, env })).stdout;
    return { job, logs, input: join(base, name, 'test_input.json') };
  }

  it('of kind blank answers its test input', async () => {
    const { job, input } = await made('blank', 'blank-worker');
    expect(await job(input)).toMatchObject({ status: 'COMPLETED', output: { text: 'hello' } });
  });

  it('of kind vllm, warm, has its server before it takes a job', async () => {
    const { job, input, logs } = await made('vllm', 'vllm-worker');
    expect(await logs()).toMatch(/server: starting[\s\S]*The server answers\./);
    expect(await job(input)).toMatchObject({
      status: 'COMPLETED',
      output: { choices: [{ message: { content: 'Say hello.' } }] },
    });
  });

  it('of kind comfyui, lazy, starts its server for the first job that needs it', async () => {
    const { job, input, logs } = await made('comfyui', 'comfy-worker', '--lazy');
    expect(await logs()).not.toContain('server: starting');
    const refused = { status: 'FAILED', error: expect.stringContaining('refused the workflow') };
    expect(await job(input).catch(error => JSON.parse(error.stdout))).toMatchObject(refused);
    expect(await logs()).toContain('server: starting');
    writeFileSync(input, '{"input": {"workflow": {"3": {"class_type": "KSampler"}}}}');
    expect(await job(input)).toMatchObject({ output: { images: [btoa('picture')] } });
  });

  it('pins packages that exist', async () => {
    const pins = new Set<string>();
    for (const kind of ['blank', 'torch', 'vllm', 'comfyui']) {
      const folder = join(base, `pins-${kind}`);
      await run(process.execPath, [cli, 'new', folder, '--kind', kind], { cwd: base, env });
      const lines = readFileSync(join(folder, 'requirements.txt'), 'utf8').split('\n');
      for (const line of lines) if (line !== '' && !line.startsWith('#')) pins.add(line);
    }
    expect([...pins].sort()).toEqual(expect.arrayContaining(['runpod==1.12.0', 'torch==2.8.0']));
    const exists = async (pin: string) => {
      const [name = '', version = ''] = pin.split('==');
      const { stdout } = await run('python3', ['-m', 'pip', 'index', 'versions', name]);
      return stdout.split(/[\s,]+/).includes(version);
    };
    const all = await Promise.all([...pins].map(async pin => [pin, await exists(pin)]));
    expect(all.filter(([, there]) => !there)).toEqual([]);
  });
});
