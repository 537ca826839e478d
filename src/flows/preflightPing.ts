// A ping answered inside the image, on this machine, before RunPod starts it: the SDK's own --test_input runs the
// handler once. What only a GPU could mend is a warning; a missing module is a failure everywhere.
import type { Clock } from '../base/clock';
import { cancelled, isCancelled } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { redact } from '../base/redact';
import type { Engine } from '../image/engine';
import type { ImageConfig } from '../image/registry/manifest';
import { failed, ok, type PreflightCheck, warning } from './preflightCheck';
import { startCommand, startFile } from './startFile';

export interface PingInside {
  readonly image: string;
  readonly config: ImageConfig;
  readonly engine: Engine;
  readonly clock: Clock;
  /** In ms; loading the model counts. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 90_000;
const keptLines = 40;
const broken =
  /ModuleNotFoundError|ImportError|SyntaxError|IndentationError|NameError|can't open file|No such file or directory|command not found/;
/** What a machine without a GPU cannot judge. */
const wantsGpu = /libcuda|libnvidia|\bCUDA\b|\bcuda\b|NVIDIA|no GPU/;

/** Undefined when it cannot be tried: the engine does not have the image, or it starts something else than a script. */
export async function pingInside(
  { image, config, engine, clock, timeoutMs = defaultTimeoutMs }: PingInside,
  signal: AbortSignal,
): Promise<PreflightCheck | undefined> {
  const command = testCommand(config);
  if (!command || !(await engine.has(image, signal))) return undefined;
  const startMs = clock.now();
  const link = linkedAbort(clock, timeoutMs, signal);
  const lines: string[] = [];
  try {
    const code = await runOnce({ image, command, engine, lines }, link.signal);
    const seconds = ((clock.now() - startMs) / 1000).toFixed(1);
    if (code === 0) return ok('ping', `The handler answered a ping inside the image in ${seconds} s.`);
    return verdict(lines);
  } catch (error) {
    if (!isCancelled(error) || !link.timedOut) throw error;
    return warning(
      'ping',
      `The handler did not answer a ping inside the image within ${timeoutMs / 1000} s.`,
    );
  } finally {
    link.dispose();
  }
}

/** The image's own command with the SDK's flag; undefined for what takes no arguments of ours. */
function testCommand(config: ImageConfig): { entrypoint: string[]; command: string[] } | undefined {
  const [program, ...args] = startCommand(config);
  if (program === undefined || !startFile(config)?.endsWith('.py') || /(^|\/)(ba|da)?sh$/.test(program))
    return undefined;
  return { entrypoint: [program], command: [...args, '--test_input', '{"input":{"ping":true}}'] };
}

interface Once extends Pick<PingInside, 'image' | 'engine'> {
  readonly command: { readonly entrypoint: string[]; readonly command: string[] };
  readonly lines: string[];
}

async function runOnce({ image, engine, command, lines }: Once, signal: AbortSignal): Promise<number | null> {
  const container = await engine.containers.run(
    {
      name: `runpod-preflight-${process.pid}-${Math.random().toString(36).slice(2, 8)}`,
      image,
      // A machine for development may have little memory or disk free; that says nothing about RunPod's.
      env: { RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true', PYTHONUNBUFFERED: '1' },
      labels: { 'runpod-worker-dev': 'preflight' },
      ...command,
    },
    line => {
      lines.push(redact(line));
      if (lines.length > keptLines) lines.shift();
    },
  );
  const onAbort = () => void container.stop(0);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const { code } = await container.exited;
  signal.removeEventListener('abort', onAbort);
  if (signal.aborted) throw cancelled();
  return code;
}

function verdict(lines: readonly string[]): PreflightCheck {
  const said = lines.filter(line => line.trim() !== '');
  const whole = said.join('\n');
  const telling = said.findLast(line => broken.test(line)) ?? said.at(-1) ?? 'it said nothing';
  const message = `The handler did not answer a ping inside the image: ${telling.trim()}`;
  if (broken.test(whole) && !wantsGpu.test(whole)) {
    return failed(
      'ping',
      message,
      'Correct the worker or what its Dockerfile installs and copies, then deploy again.',
    );
  }
  const remedy = wantsGpu.test(whole)
    ? 'This machine may lack the GPU it asks for; on RunPod it can still work.'
    : 'If the handler does not know {"ping": true}, that is fine; else look at its output.';
  return warning('ping', message, remedy);
}
