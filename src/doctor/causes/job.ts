// Causes that one job shows: refused at the door, failed in the handler, or lost on its way back.
import type { LogLine } from '../../logs/line';
import type { JobEvidence } from '../evidence';
import { lastLine, logProof, projectProof, proof } from '../proof';
import type { Case, Cause, Finding, Proof, Remedy } from '../verdict';

/** Source: runpod docs, serverless/endpoints/operation-reference (10 MB for /run, 20 MB for /runsync). */
const runLimitBytes = 10_000_000;
const defaultTtlMs = 86_400_000;
const retry: Remedy = { text: 'Run it again.', action: { kind: 'retry-job' } };

/** The first job that answers, newest first; jobs are recorded oldest first. */
function ofJob(examined: Case, judge: (job: JobEvidence) => Finding | undefined): Finding | undefined {
  for (const job of [...examined.evidence.jobs].reverse()) {
    const finding = judge(job);
    if (finding) return finding;
  }
  return undefined;
}

/** The newest line that matches and speaks of this job or of none. */
function lineOf({ evidence }: Case, job: JobEvidence, pattern: RegExp): LogLine | undefined {
  return evidence.log.findLast(entry => pattern.test(entry.line) && (!entry.jobId || entry.jobId === job.id));
}

function jobProof(job: JobEvidence, text: string): Proof {
  return proof('job', `Job ${job.id}: ${text}`, job.workerId);
}

export const payloadTooLarge: Cause = {
  id: 'payload-too-large',
  title: 'The input of the job is too large',
  find: examined =>
    ofJob(examined, job => {
      const bytes = job.sent?.bytes ?? 0;
      if (job.refused !== 413 && !(job.refused === 400 && bytes > runLimitBytes)) return undefined;
      return {
        certainty: 'certain',
        summary: `The job was refused: ${megabytes(bytes)} is more than RunPod takes (10 MB for run, 20 MB for runsync).`,
        proof: [jobProof(job, `refused with status ${job.refused}, ${megabytes(bytes)} sent.`)],
        remedies: [{ text: 'Send a URL of the file instead of the file, or upload it to a bucket first.' }],
      };
    }),
};

export const inputEmpty: Cause = {
  id: 'input-empty',
  title: 'The job has no input',
  find: examined =>
    ofJob(examined, job => {
      const line = lastLine(examined.evidence.log, /Job has missing field\(s\): id or input/);
      const timedOutOnRetry = /job timed out after \d+ retries/i.test(job.error ?? '');
      const nothingSent = job.sent?.input === 'missing' || job.sent?.input === 'empty';
      if (!line && !timedOutOnRetry && job.sent?.input !== 'missing') return undefined;
      return {
        certainty: line || nothingSent ? 'certain' : 'likely',
        summary: 'The job was sent without a usable `input`, and the SDK of the worker refuses such jobs.',
        proof: [
          ...(nothingSent ? [jobProof(job, `sent with ${job.sent?.input} input.`)] : []),
          ...(line ? [logProof(line)] : []),
          ...(job.error ? [jobProof(job, job.error)] : []),
        ],
        remedies: [{ text: 'Send {"input": {…}} with at least one field.', action: { kind: 'run-job' } }],
      };
    }),
};

const tooLargeWords =
  /Failed to return job results.*\b400\b|\b413\b.*(?:result|output)|result.*(?:too large|more than .* MB)/i;
const lostWords = /Error while returning job result|Failed to return job results|is not JSON serializable/;
const unserialisable = /is not JSON serializable|Circular reference detected|surrogates not allowed/;

function saysTooLarge(error = ''): boolean {
  return tooLargeWords.test(error) && !unserialisable.test(error);
}

export const outputTooLarge: Cause = {
  id: 'output-too-large',
  title: 'The output of the job is too large',
  find: examined =>
    ofJob(examined, job => {
      const line = lineOf(examined, job, tooLargeWords);
      const empty = job.status === 'COMPLETED' && job.output === 'absent';
      const said = saysTooLarge(job.error);
      const unanswered = empty || job.status === 'FAILED' || job.status === 'IN_PROGRESS';
      if (!said && !(line && unanswered)) return undefined;
      return {
        certainty: 'certain',
        summary:
          'The job ran, but RunPod refused its result: it is larger than 10 MB (run) or 20 MB (runsync).',
        proof: [
          ...(line ? [logProof(line)] : []),
          ...(empty ? [jobProof(job, 'COMPLETED, without output.')] : []),
          ...(said ? [jobProof(job, job.error ?? '')] : []),
          ...projectProof(examined.evidence, 'RP208'),
        ],
        remedies: [
          { text: 'Upload the result to a bucket (rp_upload) and return its URL, or stream it in parts.' },
        ],
      };
    }),
};

export const outputLost: Cause = {
  id: 'output-lost',
  title: 'The result of the job could not be sent',
  find: examined =>
    ofJob(examined, job => {
      const line = lineOf(examined, job, lostWords);
      const said = unserialisable.test(job.error ?? '') || /its result never arrived/.test(job.error ?? '');
      if (!said && !(line && job.status === 'IN_PROGRESS')) return undefined;
      return {
        certainty: 'certain',
        summary:
          'The handler finished, but what it returned cannot be sent as JSON, so the job never ends on RunPod.',
        proof: [
          ...(line ? [logProof(line)] : []),
          ...(said ? [jobProof(job, lastLineOf(job.error))] : []),
          ...projectProof(examined.evidence, 'RP207', 'RP214'),
        ],
        remedies: [
          { text: 'Return plain values: numbers, strings, lists and dicts; bytes and images as base64.' },
          retry,
        ],
      };
    }),
};

export const jobExpired: Cause = {
  id: 'job-expired',
  title: 'The time to live of the job is over',
  find: examined =>
    ofJob(examined, job => {
      const ttlMs = job.sent?.ttlMs ?? defaultTtlMs;
      const age = job.submittedAt === undefined ? undefined : examined.evidence.takenAt - job.submittedAt;
      const saidTtl = job.status === 'TIMED_OUT' && /\bttl\b|waited in the queue/i.test(job.error ?? '');
      const forgotten = job.status === 'FORGOTTEN' && age !== undefined && age >= ttlMs;
      if (!saidTtl && !forgotten) return undefined;
      return {
        certainty: 'certain',
        summary: `The job was dropped when its time to live of ${duration(ttlMs)}, counted from its submission, was over.`,
        proof: [
          jobProof(
            job,
            saidTtl ? lastLineOf(job.error) : `unknown to RunPod ${duration(age ?? 0)} after it was sent.`,
          ),
        ],
        remedies: [
          {
            text: 'Send it with a longer policy.ttl, or with more workers allowed.',
            action: { kind: 'run-job' },
          },
        ],
      };
    }),
};

export const executionTimeout: Cause = {
  id: 'execution-timeout',
  title: 'The job ran longer than it may',
  find: examined =>
    ofJob(examined, job => {
      const said = /execution timeout|executionTimeout|exceeded.*timeout/i.test(job.error ?? '');
      const bare =
        job.status === 'TIMED_OUT' && job.workerId !== undefined && !/\bttl\b|retries/i.test(job.error ?? '');
      if (!said && !bare) return undefined;
      const loaded = projectProof(examined.evidence, 'RP103');
      return {
        certainty: said ? 'certain' : 'likely',
        summary: `The handler was still busy with the job when its execution timeout was over${job.executionMs === undefined ? '' : ` (${duration(job.executionMs)})`}.`,
        proof: [
          jobProof(job, lastLineOf(job.error) || `${job.status} on worker ${job.workerId}.`),
          ...loaded,
        ],
        remedies: [
          {
            text: 'Raise the execution timeout of the endpoint, or send policy.executionTimeout.',
            action: { kind: 'open-console' },
          },
          {
            text: 'If the first job pays for a load, load warm.',
            action: { kind: 'switch-strategy', to: 'warm' },
          },
        ],
      };
    }),
};

export const handlerRaised: Cause = {
  id: 'handler-raised',
  title: 'The handler fails with this job',
  find: examined =>
    ofJob(examined, job => {
      if (job.status !== 'FAILED' || !job.error || /^No worker could start|^The worker died/.test(job.error))
        return undefined;
      const told = failureOf(job.error);
      return {
        certainty: 'certain',
        summary: `The handler failed: ${told.message}`,
        proof: [jobProof(job, told.message), ...(told.frame ? [jobProof(job, told.frame)] : [])],
        remedies: [
          {
            text: 'Read what it logged.',
            action: { kind: 'tail-logs', ...(job.workerId && { workerId: job.workerId }) },
          },
          retry,
        ],
      };
    }),
};

/** The SDK's JSON of an exception, or the text as it is. Source: runpod-python rp_job.py. */
function failureOf(error: string): { message: string; frame: string | undefined } {
  const traceback = /"error_traceback":\s*"((?:[^"\\]|\\.)*)"/.exec(error)?.[1]?.replaceAll('\\n', '\n');
  const type = /"error_type":\s*"<class '([^']+)'>"/.exec(error)?.[1];
  const message = /"error_message":\s*"((?:[^"\\]|\\.)*)"/.exec(error)?.[1];
  const frames = (traceback ?? error).split('\n').filter(line => /^\s*File /.test(line));
  const frame = frames
    .findLast(line => !/site-packages|\/lib\/python/.test(line))
    ?.trim()
    .replaceAll('\\"', '"');
  return { message: type ? `${type}: ${message}` : lastLineOf(error), frame };
}

function lastLineOf(text: string | undefined): string {
  return text?.trim().split('\n').at(-1)?.trim() ?? '';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function duration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
