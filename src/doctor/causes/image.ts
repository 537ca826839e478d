// Causes between the registry and the first line of the container: the image cannot be fetched or cannot run there.
import { initTimeoutSeconds, knownEndpoint } from '../evidence';
import { lastLine, logProof, minutes, projectProof, proof, triesProof } from '../proof';
import { failedStarts } from '../story';
import type { Cause, Finding, Proof } from '../verdict';

const denied =
  /pull access denied|\bunauthorized\b|authentication required|\bdenied: |403 Forbidden|requested access to the resource is denied/i;
const missing =
  /manifest (?:for .* )?(?:unknown|not found)|not found: manifest|repository .* not found|name unknown/i;
const wrongPlatform =
  /exec format error|no matching manifest for linux\/amd64|does not match the (?:specified|detected host) platform/i;
const noPython =
  /exec: "?(python[\d.]*)"?: executable file not found|(?:^|[/ ])(python[\d.]*): (?:command )?not found|env: .?(python[\d.]*).?: No such file|spawn (python[\d.]*) ENOENT/i;
const diskFull = /no space left on device|disk quota exceeded/i;

export const imagePrivate: Cause = {
  id: 'image-private',
  title: 'RunPod may not pull the image',
  find({ evidence }) {
    const line = lastLine(evidence.log, denied, 'system');
    if (!line && evidence.image?.pullable !== 'private') return undefined;
    const image = imageOf(evidence);
    const onGithub = /^ghcr\.io\//.test(image ?? '');
    return {
      certainty: line ? 'certain' : 'likely',
      summary: `The registry refuses to hand out ${image ?? 'the image'} without a login.`,
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(evidence.image?.pullable === 'private'
          ? [proof('image', 'The manifest cannot be read anonymously either.')]
          : []),
      ],
      remedies: [
        ...(onGithub
          ? [{ text: 'Packages on ghcr.io are private at first: make it public in its package settings.' }]
          : []),
        {
          text: 'Or give the template a registry credential (docker login of the registry).',
          action: { kind: 'update-template' },
        },
      ],
    };
  },
};

export const imageMissing: Cause = {
  id: 'image-missing',
  title: 'The image is not in the registry',
  find({ evidence }) {
    const line = lastLine(evidence.log, missing, 'system');
    if (!line && evidence.image?.pullable !== 'missing') return undefined;
    return {
      certainty: 'certain',
      summary: `The registry does not have ${imageOf(evidence) ?? 'the image'}: the tag was never pushed or is misspelt.`,
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(evidence.image?.pullable === 'missing'
          ? [proof('image', 'The registry has no such manifest.')]
          : []),
      ],
      remedies: [
        { text: 'Build and push it.', action: { kind: 'build' } },
        { text: 'Or choose an image that is there.', action: { kind: 'update-template' } },
      ],
    };
  },
};

export const imageWrongPlatform: Cause = {
  id: 'image-wrong-platform',
  title: 'The image is built for another processor',
  find({ evidence }) {
    const line = lastLine(evidence.log, wrongPlatform);
    const platforms = evidence.image?.platforms;
    const without = platforms !== undefined && platforms.length > 0 && !platforms.includes('linux/amd64');
    if (!line && !without) return undefined;
    return {
      certainty: 'certain',
      summary: 'RunPod runs linux/amd64 only, and the image is not built for it.',
      proof: [
        ...(line ? [logProof(line)] : []),
        ...(without ? [proof('image', `The image offers ${platforms.join(', ')}.`)] : []),
      ],
      remedies: [
        { text: 'Build again for linux/amd64; Build Image always does.', action: { kind: 'build' } },
      ],
    };
  },
};

export const wrongPython: Cause = {
  id: 'wrong-python',
  title: 'The image has no such Python',
  find({ evidence, stories }) {
    const line = lastLine(evidence.log, noPython);
    if (!line) return undefined;
    const name = noPython.exec(line.line)?.slice(1).find(Boolean) ?? 'python';
    return {
      certainty: 'certain',
      summary: `The start command calls \`${name}\`, which the image does not have on its PATH.`,
      proof: [logProof(line), ...projectProof(evidence, 'RP402'), ...triesProof(stories, failures(stories))],
      remedies: [
        {
          text:
            name === 'python'
              ? 'Call `python3`, or install python-is-python3.'
              : `Install ${name} in the image.`,
        },
        { text: 'RP402 shows the line in the Dockerfile.', action: { kind: 'check-workspace' } },
      ],
    };
  },
};

export const diskFullCause: Cause = {
  id: 'disk-full',
  title: 'The container disk is full',
  find({ evidence }) {
    const line = lastLine(evidence.log, diskFull);
    if (!line) return undefined;
    const disk = knownEndpoint(evidence)?.disk;
    return {
      certainty: 'certain',
      summary: `The worker ran out of disk${disk === undefined ? '' : ` (container disk: ${disk} GB)`}.`,
      proof: [logProof(line)],
      remedies: [
        { text: 'Give the template a larger container disk.', action: { kind: 'update-template' } },
        { text: 'Or write less: bake weights into the image or use a network volume.' },
      ],
    };
  },
};

export const killedWhilePulling: Cause = {
  id: 'killed-while-pulling',
  title: 'The init timeout ends while the image is still being pulled',
  find(examined): Finding | undefined {
    const { evidence, stories } = examined;
    const limit = initTimeoutSeconds(evidence);
    const said = lastLine(evidence.log, /init[ _]timeout\b.*\bpull/i, 'system');
    const slow = stories.flatMap(story => {
      const [first, last] = [story.pulls[0], story.pulls.at(-1)];
      if (!first || !last || story.attempts.length > 0) return [];
      const seconds = (Date.parse(last.ts) - Date.parse(first.ts)) / 1000;
      const ended = story.status === undefined || story.status === 'UNHEALTHY';
      return ended && seconds >= limit * 0.9 ? [{ last, seconds }] : [];
    });
    const proofs: Proof[] = [
      ...(said ? [logProof(said)] : []),
      ...slow.map(({ last, seconds }) =>
        proof('log', `Pulled for ${minutes(seconds)} and was ended: ${last.line}`, last.workerId),
      ),
    ];
    if (proofs.length === 0) return undefined;
    const bytes = evidence.image?.bytes;
    const size = bytes === undefined ? '' : ` of ${(bytes / 1e9).toFixed(1)} GB`;
    return {
      certainty: 'certain',
      summary: `The image${size} takes longer to pull than the ${minutes(limit)} that a worker has to become ready, so every worker is killed and starts again.`,
      proof: proofs,
      remedies: [
        {
          text: `Raise RUNPOD_INIT_TIMEOUT to ${longerTimeout(limit)} s.`,
          action: { kind: 'set-env', name: 'RUNPOD_INIT_TIMEOUT', value: String(longerTimeout(limit)) },
        },
        { text: 'Make the image smaller: Image Report shows what fills it.', action: { kind: 'build' } },
      ],
    };
  },
};

/** Twice the time, at least 15 minutes. */
export function longerTimeout(seconds: number): number {
  return Math.max(900, Math.round(seconds * 2));
}

function imageOf(evidence: Parameters<typeof knownEndpoint>[0]): string | undefined {
  return evidence.image?.reference ?? knownEndpoint(evidence)?.image;
}

function failures(stories: Parameters<typeof triesProof>[0]): number {
  return stories.flatMap(failedStarts).length;
}
