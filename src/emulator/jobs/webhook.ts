// Calls a job's webhook with the finished job. Any 2xx is a delivery; else two more tries, 10 s apart.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable';
import type { Logger } from '../../base/log';
import { isTerminal } from '../../wire/job';
import type { JobStore } from '../store/jobs';
import { jobBody } from './shape';

/** Posts JSON and resolves with the status; rejects when nobody answers. */
export type PostJson = (url: string, body: string, signal: AbortSignal) => Promise<number>;

export interface WebhookOptions {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Pause between tries in ms. */
  readonly retryMs: number;
  readonly post: PostJson;
}

const tries = 3;

/** Delivers the webhooks of all jobs that finish, until disposed. */
export function deliverWebhooks(options: WebhookOptions): Disposable {
  const held = new DisposableStore();
  const stopped = new AbortController();
  const sent = new WeakMap<object, number>();
  held.add(toDisposable(() => stopped.abort()));
  held.add(
    options.jobs.changed(job => {
      const { webhook } = job.submission;
      if (!webhook || !isTerminal(job.status) || sent.get(job) === job.finishedAt) return;
      sent.set(job, job.finishedAt ?? 0);
      void deliver(webhook, JSON.stringify(jobBody(job)), options, stopped.signal);
    }),
  );
  return held;
}

async function deliver(
  url: string,
  body: string,
  options: WebhookOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= tries && !signal.aborted; attempt++) {
    const status = await options.post(url, body, signal).catch(() => undefined);
    if (status !== undefined && status >= 200 && status < 300) return;
    options.log.warn(`Webhook ${url} answered ${status ?? 'nothing'} (try ${attempt} of ${tries}).`);
    if (attempt < tries) await options.clock.sleep(options.retryMs, signal).catch(() => undefined);
  }
}

const answerTimeoutMs = 30_000;

export const postJson: PostJson = (url, body, signal) =>
  new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const headers = { 'content-type': 'application/json', 'user-agent': 'runpod-worker-dev' };
    const outgoing = request(url, { method: 'POST', headers, signal, timeout: answerTimeoutMs }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
