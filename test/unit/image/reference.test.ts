// Names of images taken apart, and what a Dockerfile takes from outside.
import { describe, expect, it } from 'vitest';
import { dockerfileInputs, isCopied } from '../../../src/image/dockerfileInputs';
import { imageTag } from '../../../src/image/git';
import { isLoopback, parseReference, withoutTag } from '../../../src/image/reference';
import { parseChallenge } from '../../../src/image/registry/client';

const digest = `sha256:${'0'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['python', 'docker.io', 'library/python', undefined, undefined],
    ['me/worker:1.0', 'docker.io', 'me/worker', '1.0', undefined],
    ['index.docker.io/me/worker', 'docker.io', 'me/worker', undefined, undefined],
    ['ghcr.io/me/deep/worker:x', 'ghcr.io', 'me/deep/worker', 'x', undefined],
    ['localhost:5000/w', 'localhost:5000', 'w', undefined, undefined],
    ['127.0.0.1:41234/team/w:1', '127.0.0.1:41234', 'team/w', '1', undefined],
    [`r.test/w:1@${digest}`, 'r.test', 'w', '1', digest],
  ])('reads %s', (text, registry, repository, tag, found) => {
    expect(parseReference(text)).toEqual({ registry, repository, tag, digest: found });
  });

  it.each(['', 'Me/Worker', 'a b', 'me/worker:', 'http://ghcr.io/x'])('refuses %j', text => {
    expect(() => parseReference(text)).toThrow(/is not an image name/);
  });

  it('takes tag and digest off, and knows this machine', () => {
    expect(withoutTag('127.0.0.1:5000/x')).toBe('127.0.0.1:5000/x');
    expect(withoutTag(`127.0.0.1:5000/x:1@${digest}`)).toBe('127.0.0.1:5000/x');
    expect(['localhost:1', '127.0.0.1:5', '127.9.9.9'].every(isLoopback)).toBe(true);
    expect(['ghcr.io', '127.evil.test', 'localhost.evil.test'].some(isLoopback)).toBe(false);
  });
});

describe('imageTag', () => {
  it('joins commit and content, and is a legal tag', () => {
    expect(imageTag('1a2b3c4d-dirty', 'f'.repeat(64))).toBe(`1a2b3c4d-dirty-${'f'.repeat(10)}`);
    expect(imageTag(undefined, 'f'.repeat(64))).toBe('f'.repeat(10));
  });
});

describe('parseChallenge', () => {
  it('reads realm, service and scope', () => {
    const challenge = parseChallenge(
      'Bearer realm="https://a.test/token",service="r.test",scope="repository:x:pull"',
    );
    expect(challenge?.scheme).toBe('bearer');
    expect(Object.fromEntries(challenge?.parameters ?? [])).toEqual({
      realm: 'https://a.test/token',
      service: 'r.test',
      scope: 'repository:x:pull',
    });
    expect(parseChallenge('')).toBeUndefined();
  });
});

describe('dockerfileInputs', () => {
  it('finds the argument that carries the base, and what is copied', () => {
    const inputs = dockerfileInputs(
      [
        'ARG BASE=me/base:1',
        'FROM $' + '{BASE}',
        'ARG REQ=requirements.txt',
        'COPY $' + '{REQ} handler.py /app/',
        '',
      ].join('\n'),
    );
    expect(inputs).toEqual({
      images: ['me/base:1'],
      args: ['BASE', 'REQ'],
      baseArg: 'BASE',
      copied: ['requirements.txt', 'handler.py'],
    });
  });

  it('leaves out stages and downloads, reads lists, and gives up on what it cannot know', () => {
    const text =
      'FROM node:22 AS web\nFROM python:3.12\nCOPY --from=web /dist /dist\nCOPY ["x y", "z", "/app/"]\nADD https://x.test/y /z\n';
    expect(dockerfileInputs(text)).toEqual({
      images: ['node:22', 'python:3.12'],
      args: [],
      baseArg: undefined,
      copied: ['x y', 'z'],
    });
    expect(dockerfileInputs('FROM x\nCOPY $WHAT .\n').copied).toBeUndefined();
  });

  it('knows which files a path covers', () => {
    expect(['a/b.py', 'requirements.txt'].filter(path => isCopied(path, ['.']))).toHaveLength(2);
    expect(isCopied('src/a.py', ['./src/'])).toBe(true);
    expect(isCopied('srcs/a.py', ['src'])).toBe(false);
    expect(isCopied('requirements-gpu.txt', ['requirements*.txt'])).toBe(true);
  });
});
