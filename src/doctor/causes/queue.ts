// Causes that show in the queue: jobs wait although nothing crashed.
import { initTimeoutSeconds, knownEndpoint, queuedJobs } from '../evidence';
import { lastLine, logProof, minutes, projectProof, proof } from '../proof';
import type { Case, Cause, Proof } from '../verdict';

/** runpod-python#432: 1.7.11 to 1.10.0 funnel jobs to one worker or stop taking them; fixed in 1.10.1. */
function isFunnelVersion(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 1) return false;
  return minor === 7 ? patch >= 11 : minor === 8 || minor === 9 || (minor === 10 && patch === 0);
}

export const sdkFunnel: Cause = {
  id: 'sdk-funnel',
  title: 'The SDK release leaves jobs in the queue',
  find({ evidence, stories }) {
    const story = stories.find(({ sdkVersion }) => sdkVersion && isFunnelVersion(sdkVersion));
    const waiting = queuedJobs(evidence);
    const idle = evidence.workers?.summary.idle ?? 0;
    if (!story || waiting === 0 || idle === 0) return undefined;
    return {
      certainty: 'certain',
      summary: `${count(waiting, 'job')} ${waiting === 1 ? 'waits' : 'wait'} beside ${count(idle, 'idle worker')}: runpod ${story.sdkVersion} stops taking jobs or gives all to one worker (runpod-python#432).`,
      proof: [
        proof('health', `${waiting} in the queue, ${idle} idle.`),
        proof('log', `Starting Serverless Worker | Version ${story.sdkVersion}`, story.id),
        ...projectProof(evidence, 'RP501', 'RP502'),
      ],
      remedies: [
        { text: 'Pin runpod>=1.12.0,<2 and build again.', action: { kind: 'build' } },
        {
          text: 'Until then: one worker at most avoids the wait beside an idle one.',
          action: { kind: 'scale', max: 1 },
        },
      ],
    };
  },
};

export const blockedLoop: Cause = {
  id: 'blocked-loop',
  title: 'A busy handler blocks its own worker',
  find({ evidence }) {
    const line = lastLine(
      evidence.log,
      /went on with job \S+ after it was told to stop|heartbeat.*(?:missed|late)/i,
    );
    const known = projectProof(evidence, 'RP203', 'RP216', 'RP215');
    const running = evidence.workers?.summary.running ?? 0;
    const waiting = queuedJobs(evidence);
    const atMax =
      running > 0 && running >= (knownEndpoint(evidence)?.workers.max ?? Number.POSITIVE_INFINITY);
    if (!line && !(known.length > 0 && waiting > 0 && atMax)) return undefined;
    return {
      certainty: line ? 'certain' : 'likely',
      summary: line
        ? 'The handler blocks the event loop of its worker: it heard neither a stop nor new jobs until it was done.'
        : 'Every worker is busy with one job although its concurrency allows more: the handler blocks the event loop.',
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(waiting > 0 ? [proof('health', `${waiting} in the queue, ${running} running.`)] : []),
        ...known,
      ],
      remedies: [
        {
          text: 'Run blocking work in a thread: await asyncio.to_thread(…).',
          action: { kind: 'check-workspace' },
        },
      ],
    };
  },
};

export const staleWorkers: Cause = {
  id: 'stale-workers',
  title: 'Workers still run an older release',
  find({ evidence }) {
    const stale = evidence.workers?.workers.filter(worker => worker.isStale) ?? [];
    if (stale.length === 0) return undefined;
    const version = evidence.workers?.endpointVersion;
    return {
      certainty: 'likely',
      summary: `${count(stale.length, 'worker')} of ${evidence.workers?.workers.length} still ${stale.length === 1 ? 'runs' : 'run'} an older release than ${version ?? 'the newest'}: jobs may be answered by the old code.`,
      proof: stale
        .slice(0, 3)
        .map(worker =>
          proof(
            'workers',
            `${worker.id} runs release ${worker.version ?? '?'}, ${worker.status}.`,
            worker.id,
          ),
        ),
      remedies: [
        { text: 'Workers that are busy finish their job first; the rollout ends by itself.' },
        {
          text: 'A moving tag such as :latest never rolls out: deploy with a tag of its own.',
          action: { kind: 'build' },
        },
      ],
      waiting: true,
    };
  },
};

export const noCapacity: Cause = {
  id: 'no-capacity',
  title: 'No machine is free for the endpoint',
  find({ evidence }) {
    const endpoint = knownEndpoint(evidence);
    const throttled = evidence.workers?.summary.throttled ?? evidence.health?.workers.throttled ?? 0;
    const empty = evidence.stock?.filter(({ availability }) => availability === 'NONE') ?? [];
    const outOfStock = empty.length > 0 && empty.length === evidence.stock?.length;
    const none = (evidence.workers?.summary.total ?? 0) === 0;
    if (throttled === 0 && !(outOfStock && none && queuedJobs(evidence) > 0)) return undefined;
    if (ready(evidence) > 0 && queuedJobs(evidence) === 0) return undefined;
    const narrow = narrowing(endpoint);
    return {
      certainty: throttled > 0 || outOfStock ? 'certain' : 'likely',
      summary: `The machines that fit the endpoint are busy with other work${narrow.length > 0 ? `; its choice is narrow (${narrow.join(', ')})` : ''}.`,
      proof: [
        ...(throttled > 0 ? [proof('workers', `${throttled} throttled.`)] : []),
        ...empty.map(({ pool }) => proof('endpoint', `Pool ${pool}: no stock.`)),
        ...narrow.map(text => proof('endpoint', text)),
      ],
      remedies: [
        { text: 'Allow more GPU pools or data centres.', action: { kind: 'open-console' } },
        { text: 'A minimum of one worker keeps a machine once you have it; it costs while idle.' },
      ],
    };
  },
};

export const stillPulling: Cause = {
  id: 'still-pulling',
  title: 'A worker is fetching the image',
  find({ evidence, stories }) {
    const story = stories.find(({ status, attempts }) => status === 'INITIALIZING' && attempts.length === 0);
    const last = story?.pulls.at(-1);
    const first = story?.pulls[0];
    if (!story || !last || !first) return undefined;
    const limit = initTimeoutSeconds(evidence);
    const seconds = (evidence.takenAt - Date.parse(first.ts)) / 1000;
    return {
      certainty: 'certain',
      summary: `Worker ${story.id} has been fetching the image for ${minutes(seconds)} of the ${minutes(limit)} that it has to become ready.`,
      proof: [logProof(last)],
      remedies: [
        { text: 'Wait; or follow it in the log.', action: { kind: 'tail-logs', workerId: story.id } },
      ],
      waiting: true,
    };
  },
};

export const stillLoading: Cause = {
  id: 'still-loading',
  title: 'A worker is starting',
  find({ evidence, stories }) {
    const story = stories.find(({ status, attempts }) => status === 'INITIALIZING' && attempts.length > 0);
    const attempt = story?.attempts.at(-1);
    if (!story || !attempt || attempt.endLine) return undefined;
    const limit = initTimeoutSeconds(evidence);
    const seconds = (evidence.takenAt - attempt.startedAt) / 1000;
    const last = attempt.output.at(-1);
    return {
      certainty: 'certain',
      summary: `Worker ${story.id} started ${minutes(seconds)} ago and is not ready yet; it has ${minutes(limit)}.`,
      proof: [last ? logProof(last) : logProof(attempt.startLine)],
      remedies: [
        { text: 'Wait; or follow it in the log.', action: { kind: 'tail-logs', workerId: story.id } },
      ],
      waiting: true,
    };
  },
};

export const scalingUp: Cause = {
  id: 'scaling-up',
  symptom: true,
  title: 'The endpoint scales up from zero',
  find({ evidence }) {
    const endpoint = knownEndpoint(evidence);
    const waiting = queuedJobs(evidence);
    const { total = 0, initializing = 0 } = evidence.workers?.summary ?? {};
    if (!endpoint || endpoint.workers.max === 0 || waiting === 0 || total > initializing) return undefined;
    const oldest = Math.min(
      ...evidence.jobs.flatMap(job =>
        job.status === 'IN_QUEUE' && job.submittedAt ? [job.submittedAt] : [],
      ),
    );
    const seconds = Number.isFinite(oldest) ? (evidence.takenAt - oldest) / 1000 : undefined;
    const long = seconds !== undefined && seconds > 60 && initializing === 0;
    return {
      certainty: long ? 'possible' : 'likely',
      summary: long
        ? `${count(waiting, 'job')} in the queue for ${minutes(seconds)} and no worker: no machine fits the endpoint's GPU choice, or the platform is slow.`
        : 'No worker runs yet; the first one is being started.',
      proof: [
        proof('health', `${waiting} in the queue, ${count(total, 'worker')}.`),
        ...constraints(endpoint),
      ],
      remedies: long
        ? [
            {
              text: 'Widen the choice of GPU pools, data centres or CUDA versions.',
              action: { kind: 'open-console' },
            },
          ]
        : [{ text: 'Wait for the cold start.' }],
      ...(long ? {} : { waiting: true as const }),
    };
  },
};

export const queueIsLong: Cause = {
  id: 'queue-is-long',
  symptom: true,
  title: 'There are more jobs than workers',
  find({ evidence }) {
    const waiting = queuedJobs(evidence);
    const running = evidence.workers?.summary.running ?? 0;
    const max = knownEndpoint(evidence)?.workers.max ?? 0;
    if (waiting === 0 || running === 0 || running < max) return undefined;
    return {
      certainty: 'likely',
      summary: `All ${count(running, 'worker')} that the endpoint may have are busy; ${count(waiting, 'job')} ${waiting === 1 ? 'waits' : 'wait'} for a turn.`,
      proof: [
        proof('health', `${waiting} in the queue, ${running} running.`),
        proof('endpoint', `workers.max is ${max}.`),
      ],
      remedies: [{ text: 'Allow more workers.', action: { kind: 'scale', max: max + 1 } }],
      waiting: true,
    };
  },
};

function ready({ workers }: Case['evidence']): number {
  return (workers?.summary.idle ?? 0) + (workers?.summary.running ?? 0);
}

function narrowing(endpoint: ReturnType<typeof knownEndpoint>): string[] {
  if (!endpoint) return [];
  const { gpu, dataCenterIds } = endpoint;
  return [
    ...(gpu?.pools.length === 1 ? [`one GPU pool, ${gpu.pools[0]}`] : []),
    ...(dataCenterIds.length === 1 ? [`one data centre, ${dataCenterIds[0]}`] : []),
    ...(gpu?.allowedCudaVersions?.length === 1 ? [`one CUDA version, ${gpu.allowedCudaVersions[0]}`] : []),
  ];
}

function constraints(endpoint: NonNullable<ReturnType<typeof knownEndpoint>>): Proof[] {
  const narrow = narrowing(endpoint);
  return narrow.length > 0 ? [proof('endpoint', `Choice: ${narrow.join(', ')}.`)] : [];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
