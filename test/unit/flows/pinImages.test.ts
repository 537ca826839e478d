// A moving tag is pinned to what its registry says it names, in the place that the finding names.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { fixWorkers } from '../../../src/flows/checkWorkers';
import { pinFix, pinnedImage } from '../../../src/flows/pinImages';
import { memoryFiles } from '../../support/memoryFiles';
import { testPython } from '../../support/python';

const python = await testPython();
const digest = `sha256:${'a'.repeat(64)}`;
const asked: string[] = [];
const deps = {
  findAuth: async () => ({ username: 'me', password: 'secret' }),
  readRemote: async (reference: string, { auth }: { auth?: { username: string } | undefined } = {}) => {
    asked.push(`${auth?.username} ${reference}`);
    if (reference.startsWith('gone')) throw new AppError('not-found', `${reference} is not there.`);
    return { reference, digest, platforms: [], compressedBytes: 0, layers: [], config: {} };
  },
};
const handler =
  'import runpod\n\n\ndef handler(job):\n    return job["input"]\n\n\nif __name__ == "__main__":\n    runpod.serverless.start({"handler": handler})\n';
const worker = (from: string) =>
  new Map([
    ['/w/handler.py', handler],
    ['/w/requirements.txt', 'runpod==1.12.0\n'],
    [
      '/w/Dockerfile',
      `${from}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY handler.py .\nCMD ["python3", "-u", "handler.py"]\n`,
    ],
  ]);

async function pinned(from: string): Promise<string | undefined> {
  const settings = { folder: '/w', rules: {}, ignore: [], loadingStrategy: 'keep' as const };
  const result = await fixWorkers(['/w'], {
    files: memoryFiles(worker(from)),
    python,
    settings,
    ask: async found =>
      (await Promise.all(found.map(one => pinFix(one, deps)))).flatMap(fix => (fix ? [fix] : [])),
  });
  return result.changed.get('/w/Dockerfile')?.split('\n')[0];
}

describe('pinning an image', () => {
  it('keeps the tag and adds the digest, asking with the login for the registry', async () => {
    expect(await pinnedImage('me/base:latest', deps)).toBe(`me/base:latest@${digest}`);
    expect(asked).toContain('me me/base:latest');
  });

  it('changes the name of the image alone, also behind a platform and before a stage name', async () => {
    expect(await pinned('FROM --platform=linux/amd64 python:latest AS base')).toBe(
      `FROM --platform=linux/amd64 python:latest@${digest} AS base`,
    );
    expect(await pinned('FROM python')).toBe(`FROM python@${digest}`);
  });

  it('leaves a name that a build argument makes', async () => {
    expect(await pinned('ARG TAG=latest\nFROM python:$TAG')).toBeUndefined();
  });

  it('leaves a fixed version, and does not ask about it', async () => {
    const before = asked.length;
    expect(await pinned('FROM python:3.11.9-slim')).toBeUndefined();
    expect(asked).toHaveLength(before);
  });

  it('says what the registry said', async () => {
    await expect(pinnedImage('gone:latest', deps)).rejects.toThrow('gone:latest is not there.');
  });
});
