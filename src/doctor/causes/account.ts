// Causes that lie with the account or the endpoint itself: nothing a worker does can help.
import { knownEndpoint, queuedJobs } from '../evidence';
import { proof } from '../proof';
import type { Cause } from '../verdict';

export const endpointGone: Cause = {
  id: 'endpoint-gone',
  title: 'The endpoint does not exist',
  find({ evidence: { endpoint, endpointId } }) {
    if (endpoint !== 'gone') return undefined;
    return {
      certainty: 'certain',
      summary: `There is no endpoint ${endpointId}: it was deleted, or it belongs to another account.`,
      proof: [proof('endpoint', `Both APIs answer 404 for ${endpointId}.`)],
      remedies: [
        { text: 'Use the endpoint that took its place.', action: { kind: 'choose-endpoint' } },
        { text: 'Code and configuration that name the old id need the new one (RP601 shows where).' },
      ],
    };
  },
};

export const balanceExhausted: Cause = {
  id: 'balance-exhausted',
  title: 'The balance of the account is used up',
  find({ evidence }) {
    const balance = evidence.account?.balance;
    if (balance === undefined || balance > 0) return undefined;
    const idle = (evidence.workers?.summary.total ?? 0) === 0;
    return {
      certainty: idle ? 'certain' : 'likely',
      summary: `The account has no balance left ($${balance.toFixed(2)}): RunPod starts no workers.`,
      proof: [proof('account', `Balance: $${balance.toFixed(2)}.`)],
      remedies: [{ text: 'Add credit in the console.', action: { kind: 'open-console' } }],
    };
  },
};

/** Source of the steps 3 days and 7 days: runpod docs, serverless/endpoints/endpoint-configurations. */
const inactiveDays = 7;
const dayMs = 86_400_000;

export const scaledDownInactive: Cause = {
  id: 'scaled-down-inactive',
  title: 'RunPod scaled the endpoint down because it was not used',
  find({ evidence }) {
    const endpoint = knownEndpoint(evidence);
    if (endpoint?.workers.max !== 0 || setToZeroByPerson(evidence.releases?.releases)) return undefined;
    const ageDays = (evidence.takenAt - Date.parse(endpoint.createdAt)) / dayMs;
    const usedBefore = (evidence.health?.jobs.completed ?? 0) + (evidence.health?.jobs.failed ?? 0) > 0;
    const stopped = evidence.log.find(line => /\binactiv/i.test(line.line));
    if (!stopped && (ageDays < inactiveDays || !usedBefore)) return undefined;
    return {
      certainty: stopped ? 'certain' : 'likely',
      summary:
        'The maximum of workers is 0. RunPod sets it to 0 after 7 days without a job and leaves it there.',
      proof: [
        proof('endpoint', `workers.max is 0; the endpoint is ${Math.floor(ageDays)} days old.`),
        ...(stopped ? [proof('log', stopped.line, stopped.workerId)] : []),
      ],
      remedies: [{ text: 'Allow workers again.', action: { kind: 'scale', max: 3 } }],
    };
  },
};

export const maxWorkersZero: Cause = {
  id: 'max-workers-zero',
  title: 'The endpoint may run no worker',
  find(examined) {
    const { evidence } = examined;
    if (knownEndpoint(evidence)?.workers.max !== 0 || scaledDownInactive.find(examined)) return undefined;
    const waiting = queuedJobs(evidence);
    return {
      certainty: 'certain',
      summary: `The maximum of workers is 0${waiting > 0 ? `, so ${jobs(waiting)} for ever` : ''}.`,
      proof: [
        proof('endpoint', 'workers.max is 0.'),
        ...(waiting > 0 ? [proof('health', `${waiting} in the queue.`)] : []),
      ],
      remedies: [{ text: 'Allow workers.', action: { kind: 'scale', max: 3 } }],
    };
  },
};

function jobs(count: number): string {
  return count === 1 ? '1 job waits' : `${count} jobs wait`;
}

function setToZeroByPerson(
  releases:
    | readonly { readonly diff: readonly { readonly field: string; readonly new: unknown }[] }[]
    | undefined,
): boolean {
  const changes = releases?.flatMap(release => release.diff) ?? [];
  return changes.some(change => /workersMax|workers\.max/.test(change.field) && change.new === 0);
}
