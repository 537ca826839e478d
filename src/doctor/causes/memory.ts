// Memory, the machine's and the GPU's, and files that a volume should hold.
import { knownEndpoint } from '../evidence';
import { lastLine, logProof, projectProof, proof } from '../proof';
import type { Cause, Proof } from '../verdict';

const gpuMemory =
  /CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|OutOfMemoryError.*(?:CUDA|GPU)|No available memory for the cache blocks|hipErrorOutOfMemory/i;
const hostMemory =
  /\bOOM[- ]?kill|out of memory: kill|\boomkilled\b|\(out of memory\)|MemoryError\b|Cannot allocate memory/i;
const exitOfSigkill = 137;

export const outOfGpuMemory: Cause = {
  id: 'out-of-gpu-memory',
  title: 'The GPU has too little memory',
  find({ evidence }) {
    const inJob = evidence.jobs.find(job => job.error && gpuMemory.test(job.error));
    const line = lastLine(evidence.log, gpuMemory);
    if (!line && !inJob) return undefined;
    const pools = knownEndpoint(evidence)?.gpu?.pools ?? [];
    return {
      certainty: 'certain',
      summary: `What is loaded does not fit into the memory of the GPU${pools.length > 0 ? ` (${pools.join(', ')})` : ''}.`,
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(inJob ? [proof('job', `Job ${inJob.id}: ${gpuMemory.exec(inJob.error ?? '')?.[0]}`)] : []),
        ...(pools.length > 0 ? [proof('endpoint', `GPU pools: ${pools.join(', ')}.`)] : []),
      ],
      remedies: [
        { text: 'Choose a pool with more memory.', action: { kind: 'open-console' } },
        { text: 'Or load the model in half precision or quantised, and one job at a time.' },
      ],
    };
  },
};

export const outOfMemory: Cause = {
  id: 'out-of-memory',
  title: 'The worker runs out of memory',
  find({ evidence, stories }) {
    const line = lastLine(evidence.log, hostMemory);
    const killed = stories.flatMap(({ attempts }) =>
      // A kill that the platform announced (init timeout, a job past its time) is not the machine's.
      attempts.filter(
        ({ killed, exitCode, endLine }) =>
          endLine && (killed || exitCode === exitOfSigkill) && !/init timeout/i.test(endLine.line),
      ),
    );
    const announced = evidence.log.some(entry => /RUNPOD_INIT_TIMEOUT\): killed/.test(entry.line));
    if (!line && (killed.length === 0 || announced)) return undefined;
    const ends: Proof[] = killed.slice(-2).flatMap(({ endLine }) => (endLine ? [logProof(endLine)] : []));
    return {
      certainty: line ? 'certain' : 'likely',
      summary: line
        ? 'The machine ended the worker because it used more memory than there is.'
        : 'The worker was ended by SIGKILL with nothing in its log, which is what running out of memory looks like.',
      proof: [...(line ? [logProof(line)] : []), ...ends],
      remedies: [
        {
          text: 'Load weights straight to the GPU (safetensors, low_cpu_mem_usage), or one model at a time.',
        },
        { text: 'Choose a GPU whose machine has more memory.', action: { kind: 'open-console' } },
      ],
    };
  },
};

const volumePath = /\/(?:runpod-volume|workspace)\b/;
const absent =
  /FileNotFoundError|No such file or directory|not mounted|does not exist|is not a (?:local folder|directory)/i;

export const volumeMissing: Cause = {
  id: 'volume-missing',
  title: 'The worker looks for files on a volume that is not there',
  find({ evidence }) {
    const endpoint = knownEndpoint(evidence);
    const line = evidence.log.findLast(entry => volumePath.test(entry.line) && absent.test(entry.line));
    const inJob = evidence.jobs.find(
      job => job.error && volumePath.test(job.error) && absent.test(job.error),
    );
    if (!line && !inJob) return undefined;
    const text = line?.line ?? inJob?.error ?? '';
    const attached = (endpoint?.networkVolumes.length ?? 0) > 0;
    const podPath = /\/workspace\b/.test(text);
    return {
      certainty: attached && !podPath ? 'likely' : 'certain',
      summary: podPath
        ? 'The worker reads from /workspace, where pods have their volume; serverless workers have it at /runpod-volume.'
        : attached
          ? 'The file is not on the network volume that is attached.'
          : 'The worker reads from /runpod-volume, but no network volume is attached to the endpoint.',
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(inJob ? [proof('job', `Job ${inJob.id}: ${lastOf(inJob.error ?? '')}`)] : []),
        ...(endpoint
          ? [proof('endpoint', `networkVolumes: ${endpoint.networkVolumes.join(', ') || 'none'}.`)]
          : []),
        ...projectProof(evidence, 'RP205'),
      ],
      remedies: [
        { text: 'Attach the volume to the endpoint.', action: { kind: 'open-console' } },
        { text: 'Or bake the files into the image.' },
      ],
    };
  },
};

function lastOf(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
