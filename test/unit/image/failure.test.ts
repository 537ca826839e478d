// Why a build failed: the builders' sentences, old and new, as one line with the place in the Dockerfile.
import { describe, expect, it } from 'vitest';
import { buildFailure } from '../../../src/image/build/failure';
import { registryFailure } from '../../../src/image/registry/failure';

const source = [
  '# The base is given from outside.',
  'ARG BASE=x',
  'FROM $BASE',
  '',
  'RUN apt-get update && \\',
  '    apt-get install -y git',
  'COPY nowhere.txt .',
  'CMD ["python3", "handler.py"]',
].join('\n');

const fail = (said: string, step?: { name: string; number?: number }, output: string[] = []) =>
  buildFailure({ said, folder: '/w', dockerfile: 'Dockerfile', source, step, output });

describe('buildFailure', () => {
  const run = { name: 'RUN apt-get update &&     apt-get install -y git', number: 3 };

  it.each([
    [
      "The command '/bin/sh -c apt-get update' returned a non-zero code: 100",
      run,
      4,
      /line 5 of Dockerfile: "RUN apt-get update && apt-get install -y git" ended with exit code 100/,
    ],
    [
      'process "/bin/sh -c apt-get update" did not complete successfully: exit code: 100',
      { name: run.name },
      4,
      /exit code 100/,
    ],
    [
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nowhere.txt: file does not exist',
      { name: 'COPY nowhere.txt .', number: 4 },
      6,
      /line 7 of Dockerfile: the file "nowhere.txt" is not in the build context/,
    ],
    [
      'failed to compute cache key: "/nowhere.txt" not found: not found',
      { name: 'COPY nowhere.txt .' },
      6,
      /the file "nowhere.txt" is not/,
    ],
    [
      'dockerfile parse error line 2: unknown instruction: RUNN',
      undefined,
      1,
      /line 2 of Dockerfile: there is no instruction "RUNN"/,
    ],
    [
      'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      undefined,
      1,
      /there is no instruction "RUNN"/,
    ],
    [
      'pull access denied for local/none, repository does not exist',
      { name: 'FROM $BASE', number: 2 },
      2,
      /line 3 of Dockerfile: the base image local\/none cannot be pulled/,
    ],
    [
      'manifest for local/none:1 not found: manifest unknown',
      { name: 'FROM $BASE', number: 2 },
      2,
      /the base image local\/none:1 cannot be pulled/,
    ],
    [
      'something nobody has seen.',
      undefined,
      undefined,
      /stopped at Dockerfile: something nobody has seen\.$/,
    ],
  ])('reads: %s', (said, step, line, message) => {
    const failure = fail(said, step);
    expect(failure.message).toMatch(message);
    expect(failure.place.line).toBe(line);
  });

  it.each([
    ["Temporary failure resolving 'deb.debian.org'", /the build has no network/],
    ['tar: write error: No space left on device', /the disk of the container engine is full/],
    ['exec /bin/sh: exec format error', /another processor than amd64/],
  ])('prefers the reason that the output of a failed RUN tells: %s', (line, message) => {
    const failure = fail("The command '/bin/sh -c apt-get update' returned a non-zero code: 100", run, [
      'Reading',
      line,
    ]);
    expect(failure.message).toMatch(message);
    expect(failure.detail).toContain(line);
  });
});

describe('registryFailure', () => {
  it.each([
    ['no basic auth credentials', 'unauthorized', /r\.test:5 does not let us/],
    [
      'Get "http://r.test:5/v2/": dial tcp 1.2.3.4:5: connect: connection refused',
      'remote',
      /cannot be reached/,
    ],
    ['manifest unknown', 'not-found', /has no such image/],
    [
      'An image does not exist locally with the tag: r.test:5/x',
      'not-found',
      /the engine has no image of that name/,
    ],
    ['http: server gave HTTP response to HTTPS client', 'remote', /does not speak HTTPS/],
    ['toomanyrequests: You have reached your pull rate limit', 'rate-limited', /allows no more pulls/],
  ])('reads: %s', (said, kind, message) => {
    const failure = registryFailure('push', 'r.test:5/x:1', said);
    expect(failure).toMatchObject({ kind, detail: said });
    expect(failure.message).toMatch(message);
  });
});
