// Causes between the first line of the container and the moment it takes jobs.
import { initTimeoutSeconds } from '../evidence';
import {
  conclusionOf,
  lastLine,
  logProof,
  minutes,
  projectProof,
  proof,
  tracebackOf,
  triesProof,
} from '../proof';
import { type Attempt, failedStarts, textOf } from '../story';
import type { Case, Cause, Finding, Proof } from '../verdict';
import { longerTimeout } from './image';

/** Errors that speak of the code or the packages rather than of the model. */
const importErrors =
  /^(?:ModuleNotFoundError|ImportError|SyntaxError|IndentationError|TabError|NameError|AttributeError)\b/;
const loaderCall =
  /from_pretrained|InferenceSession|load_model|\bload\w*\(|\bpipeline\(|\bLLM\(|torch\.load|load_state_dict|hf_hub_download|snapshot_download|\.to\(/i;

interface Crash {
  readonly attempt: Attempt;
  readonly conclusion: string;
  readonly traceback: readonly string[];
  readonly inLoad: boolean;
}

/** The last start that died of a Python exception before it reached start(). */
function lastCrash({ stories }: Case): Crash | undefined {
  for (const attempt of stories.flatMap(failedStarts).sort((a, b) => b.startedAt - a.startedAt)) {
    const traceback = tracebackOf(attempt);
    const conclusion = traceback && conclusionOf(traceback);
    if (!traceback || !conclusion) continue;
    return {
      attempt,
      conclusion,
      traceback,
      inLoad: !importErrors.test(conclusion) && loaderCall.test(traceback.join('\n')),
    };
  }
  return undefined;
}

function crashProof({ attempt, conclusion, traceback }: Crash, { stories }: Case): Proof[] {
  const { workerId } = attempt.startLine;
  const frame = traceback.findLast(
    line => /^\s*File "(?!<)/.test(line) && !/site-packages|\/lib\/python/.test(line),
  );
  return [
    proof('log', conclusion, workerId),
    ...(frame ? [proof('log', frame.trim(), workerId)] : []),
    ...(attempt.endLine ? [logProof(attempt.endLine)] : []),
    ...triesProof(stories, stories.flatMap(failedStarts).length),
  ];
}

export const importCrash: Cause = {
  id: 'import-crash',
  title: 'The handler crashes while it is imported',
  find(examined) {
    const crash = lastCrash(examined);
    if (!crash || crash.inLoad) return undefined;
    const lacks = /No module named '([^'.]+)/.exec(crash.conclusion)?.[1];
    return {
      certainty: 'certain',
      summary: `The worker dies before runpod.serverless.start(): ${crash.conclusion}`,
      proof: [...crashProof(crash, examined), ...projectProof(examined.evidence, 'RP008', 'RP101', 'RP102')],
      remedies: [
        lacks
          ? {
              text: `Add the package that provides \`${lacks}\` to the requirements and build again.`,
              action: { kind: 'build' },
            }
          : { text: 'Correct the line and build again.', action: { kind: 'build' } },
        { text: 'Go back to the release that worked.', action: { kind: 'roll-back' } },
        tail(crash.attempt),
      ],
    };
  },
};

export const loadCrash: Cause = {
  id: 'load-crash',
  title: 'The model does not load, and the worker ends',
  find(examined) {
    const crash = lastCrash(examined);
    if (crash?.inLoad) {
      return {
        certainty: 'certain',
        summary: `The warm load fails before the worker is ready, so it ends and starts again: ${crash.conclusion}`,
        proof: crashProof(crash, examined),
        remedies: [
          { text: 'Correct what the load needs: files, memory, access.' },
          {
            text: 'Lazy loading would turn this into failed jobs with the traceback in their error.',
            action: { kind: 'switch-strategy', to: 'lazy' },
          },
          tail(crash.attempt),
        ],
      };
    }
    return exitOne(examined);
  },
};

/** The load caught its own exception and called exit(1): the last words are all there is. */
function exitOne(examined: Case): Finding | undefined {
  const attempt = examined.stories
    .flatMap(failedStarts)
    .findLast(one => one.exitCode === 1 && !tracebackOf(one) && one.output.length > 0);
  if (!attempt) return undefined;
  const words = textOf(attempt.output)
    .filter(text => text.trim() !== '')
    .slice(-3);
  if (words.some(text => /Fitness check failed|Worker is unhealthy/.test(text))) return undefined;
  const { workerId } = attempt.startLine;
  return {
    certainty: 'likely',
    summary: `The worker ends itself with status 1 before it is ready; its last words: ${words.at(-1)?.trim()}`,
    proof: [
      ...words.map(text => proof('log', text, workerId)),
      ...(attempt.endLine ? [logProof(attempt.endLine)] : []),
    ],
    remedies: [
      { text: 'Print the traceback before you exit: raise, or traceback.print_exc().' },
      tail(attempt),
    ],
  };
}

export const fitnessFailed: Cause = {
  id: 'fitness-failed',
  title: "The SDK's check of the machine failed",
  find({ evidence }) {
    const line = lastLine(evidence.log, /Fitness check failed: /);
    if (!line) return undefined;
    const [, check = '?', why = ''] =
      /Fitness check failed: ([^|]+?)\s*\|\s*(.*?)"?[,}]?$/.exec(line.line) ?? [];
    return {
      certainty: 'certain',
      summary: `The fitness check ${check} failed and the SDK ended the worker${why ? `: ${why}` : '.'}`,
      proof: [logProof(line)],
      remedies: [
        {
          text: 'If the machine is to blame, RunPod replaces the worker; if it keeps happening, change what is checked.',
        },
        {
          text: 'The limits are variables (RUNPOD_MIN_MEMORY_GB, RUNPOD_MIN_DISK_PERCENT, RUNPOD_MIN_CUDA_VERSION).',
          action: { kind: 'update-template' },
        },
      ],
    };
  },
};

export const handlerNeverStarted: Cause = {
  id: 'handler-never-started',
  title: 'The program never calls runpod.serverless.start()',
  find({ evidence, stories }) {
    const attempt = stories.flatMap(failedStarts).findLast(one => one.exitCode === 0);
    if (!attempt) return undefined;
    return {
      certainty: 'certain',
      summary: 'The worker ends with status 0 without having called runpod.serverless.start().',
      proof: [
        ...(attempt.endLine ? [logProof(attempt.endLine)] : []),
        ...projectProof(evidence, 'RP001', 'RP003', 'RP404'),
        ...triesProof(stories, stories.flatMap(failedStarts).length),
      ],
      remedies: [
        {
          text: 'Call runpod.serverless.start({"handler": handler}) at the end of the file that the image starts.',
        },
        { text: 'Check that CMD starts that file.', action: { kind: 'check-workspace' } },
      ],
    };
  },
};

export const killedWhileLoading: Cause = {
  id: 'killed-while-loading',
  title: 'The init timeout ends while the model is still loading',
  find({ evidence, stories }) {
    const limit = initTimeoutSeconds(evidence);
    const said = lastLine(evidence.log, /not ready within .*RUNPOD_INIT_TIMEOUT\)(?!.*\bpulled\b)/, 'system');
    const late = stories.flatMap(story =>
      failedStarts(story).filter(
        ({ startedAt, endedAt, exitCode }) =>
          exitCode === undefined && endedAt !== undefined && endedAt - startedAt >= limit * 900,
      ),
    );
    if (!said && late.length === 0) return undefined;
    return {
      certainty: 'certain',
      summary: `Loading takes longer than the ${minutes(limit)} that a worker has to become ready, so every worker is killed and starts again.`,
      proof: [
        ...(said ? [logProof(said)] : []),
        ...late
          .slice(-2)
          .map(one =>
            proof(
              'log',
              `Started and ended without being ready after ${minutes(((one.endedAt ?? 0) - one.startedAt) / 1000)}.`,
              one.startLine.workerId,
            ),
          ),
        ...lastWords(stories.flatMap(story => story.attempts).at(-1)),
      ],
      remedies: [
        {
          text: `Raise RUNPOD_INIT_TIMEOUT to ${longerTimeout(limit)} s.`,
          action: { kind: 'set-env', name: 'RUNPOD_INIT_TIMEOUT', value: String(longerTimeout(limit)) },
        },
        {
          text: 'Or load lazily: the first job pays for the load.',
          action: { kind: 'switch-strategy', to: 'lazy' },
        },
      ],
    };
  },
};

export const crashLoop: Cause = {
  id: 'crash-loop',
  symptom: true,
  title: 'Workers start and end again and again',
  find({ evidence, stories }) {
    const failed = stories.flatMap(failedStarts);
    const unhealthy = evidence.workers?.summary.unhealthy ?? 0;
    // A platform that says nothing about ends still repeats the start line.
    const restarts = stories.filter(
      story => story.attempts.length > 1 && !story.attempts.some(one => one.startReached),
    );
    if (failed.length < 2 && restarts.length === 0 && unhealthy === 0) return undefined;
    const silent = failed.length > 0 && failed.every(one => one.output.length === 0);
    const sick = evidence.workers?.workers.find(({ status }) => status === 'UNHEALTHY');
    return {
      certainty: 'likely',
      summary: silent
        ? 'Workers end seconds after they start and print nothing: the output may be lost in a buffer.'
        : sick && failed.length === 0
          ? `${unhealthy === 1 ? '1 worker is' : `${unhealthy} workers are`} unhealthy: it fails at start; the log of worker ${sick.id} says why.`
          : 'Workers start and end again before they are ready.',
      proof: [
        ...(unhealthy > 0 ? [proof('workers', `${unhealthy} unhealthy.`)] : []),
        ...triesProof(stories, failed.length),
        ...lastWords(failed.at(-1)),
        ...(silent ? projectProof(evidence, 'RP403', 'RP408', 'RP107') : []),
      ],
      remedies: [
        ...(silent
          ? [
              {
                text: 'Set PYTHONUNBUFFERED=1, so that the last words come out.',
                action: { kind: 'set-env', name: 'PYTHONUNBUFFERED', value: '1' },
              } as const,
            ]
          : []),
        { text: 'Run the image on Local RunPod: it keeps every line.', action: { kind: 'tail-logs' } },
        { text: 'Go back to the release that worked.', action: { kind: 'roll-back' } },
      ],
    };
  },
};

function lastWords(attempt: Attempt | undefined): Proof[] {
  const text = attempt && textOf(attempt.output).findLast(line => line.trim() !== '');
  return attempt && text ? [proof('log', `Its last words: ${text.trim()}`, attempt.startLine.workerId)] : [];
}

function tail({ startLine }: Attempt) {
  return {
    text: 'Read the whole log.',
    action: { kind: 'tail-logs', workerId: startLine.workerId },
  } as const;
}
