// Command lines from both sides: what is run, and how what it prints is read. Nothing is spawned.
import { describe, expect, it } from 'vitest';
import {
  buildCommand,
  historyCommand,
  inspectCommand,
  networksCommand,
  versionCommand,
} from '../../../src/image/cli/buildCommands';
import {
  listCommand,
  memoryCommand,
  runCommand,
  stateCommand,
  stopCommand,
} from '../../../src/image/cli/containerCommands';
import { pullCommand, pushCommand } from '../../../src/image/cli/transferCommands';

const printed = (stdout: string, stderr = '', code = 0) => ({ stdout, stderr, code });
const request = {
  context: '/work/ocr',
  dockerfile: 'Dockerfile',
  tags: ['ghcr.io/me/ocr:1'],
  buildArgs: { BASE: 'local/base:1', HF_TOKEN: 'hf_verysecretvalue', HTTP_PROXY: 'http://proxy:3128' },
};

describe('building', () => {
  it('builds for amd64, and keeps the values of arguments out of the process list', () => {
    const { command, args, env } = buildCommand(request, { tool: 'docker', buildx: false });
    expect([command, ...args].join(' ')).toBe(
      'docker build --force-rm --platform=linux/amd64 --build-arg BASE --build-arg HF_TOKEN --build-arg HTTP_PROXY=http://proxy:3128 ' +
        '--tag ghcr.io/me/ocr:1 --file /work/ocr/Dockerfile /work/ocr',
    );
    expect(env).toEqual({ BASE: 'local/base:1', HF_TOKEN: 'hf_verysecretvalue', DOCKER_BUILDKIT: '0' });
  });

  it('asks buildx for plain progress, and podman for Docker’s format', () => {
    const buildx = buildCommand(
      { ...request, noCache: true },
      { tool: 'docker', buildx: true, network: 'host' },
    );
    expect(buildx.args.slice(0, 6)).toEqual([
      'build',
      '--progress=plain',
      '--load',
      '--platform=linux/amd64',
      '--network=host',
      '--no-cache',
    ]);
    expect(buildx.env?.DOCKER_BUILDKIT).toBe('1');
    const podman = buildCommand(request, { tool: 'podman', buildx: false });
    expect(podman.args.slice(0, 3)).toEqual(['build', '--format', 'docker']);
    expect(podman.env).not.toHaveProperty('DOCKER_BUILDKIT');
  });

  it('reads what inspect prints, with and without the prefix of the id', () => {
    const { parse } = inspectCommand('podman', 'x:1');
    expect(parse(printed('sha256:ab12 60250713\n'))).toEqual({ id: 'sha256:ab12', sizeBytes: 60_250_713 });
    expect(parse(printed('ab12 60250713\n'))).toEqual({ id: 'sha256:ab12', sizeBytes: 60_250_713 });
    expect(parse(printed('', 'Error: No such image: x:1', 1))).toBeUndefined();
  });

  it('tells a client without an engine from a missing client', () => {
    const { parse } = versionCommand('docker');
    expect(parse(printed('{"Version":"26.1.5","ApiVersion":"1.45"}\n'))).toBe('26.1.5');
    const dead = 'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?';
    expect(() => parse(printed('null\n', dead, 1))).toThrow(/its engine does not answer: Cannot connect/);
  });

  it('reads the history of an image, oldest first, in the ways of both tools', () => {
    const docker =
      '0 /bin/sh -c #(nop)  CMD ["x"]\n2000000 RUN <<EOF\necho 1\nEOF\n117 /bin/sh -c #(nop) ADD file:1 in / \n';
    expect(historyCommand('docker', 'x').parse(printed(docker))).toEqual([
      { createdBy: '/bin/sh -c #(nop) ADD file:1 in /', bytes: 117 },
      { createdBy: 'RUN <<EOF\necho 1\nEOF', bytes: 2_000_000 },
      { createdBy: '/bin/sh -c #(nop)  CMD ["x"]', bytes: 0 },
    ]);
    const podman = '3.07 kB /bin/sh -c #(nop) COPY dir:75 in . \n2.01 MB |1 A=b /bin/sh -c make\n0 B x\n';
    expect(
      historyCommand('podman', 'x')
        .parse(printed(podman))
        .map(({ bytes }) => bytes),
    ).toEqual([0, 2_010_000, 3_070]);
    expect(historyCommand('docker', 'x').parse(printed('', 'no such image', 1))).toEqual([]);
  });

  it('lists networks', () => {
    expect(networksCommand('docker').parse(printed('host\nnone\n'))).toEqual(['host', 'none']);
  });
});

describe('pushing and pulling', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;

  it('reads the digest that docker prints last', () => {
    const { args, parse } = pushCommand({
      tool: 'docker',
      reference: 'r.test/x:1',
      insecure: false,
      digestFile: '/tmp/d',
    });
    expect(args).toEqual(['push', 'r.test/x:1']);
    expect(parse(printed(`5f70bf18a086: Pushed\n1: digest: ${digest} size: 1152\n`))).toBe(digest);
  });

  it('has podman write the digest, and trust a registry on this machine', () => {
    const { args, parse } = pushCommand({
      tool: 'podman',
      reference: '127.0.0.1:5000/x:1',
      insecure: true,
      digestFile: '/tmp/d',
    });
    expect(args).toEqual(['push', '--tls-verify=false', '--digestfile', '/tmp/d', '127.0.0.1:5000/x:1']);
    expect(parse(printed('', `Copying config ${digest}\nWriting manifest\n`))).toBeUndefined();
  });

  it('puts refusals into words with a remedy', () => {
    const { parse } = pushCommand({
      tool: 'docker',
      reference: 'ghcr.io/me/x:1',
      insecure: false,
      digestFile: '/tmp/d',
    });
    const refused = () => parse(printed('', 'denied: requested access to the resource is denied', 1));
    expect(refused).toThrow('Could not push ghcr.io/me/x:1: ghcr.io does not let us.');
    const pull = pullCommand({ tool: 'docker', reference: 'me/x:1', insecure: false });
    expect(() => pull.parse(printed('', 'manifest for me/x:1 not found: manifest unknown', 1))).toThrow(
      'Could not pull me/x:1: docker.io has no such image.',
    );
  });
});

describe('containers', () => {
  const options = {
    name: 'w1',
    image: 'ocr:1',
    env: { RUNPOD_AI_API_KEY: 'secretsecret', PATH: '/opt/venv/bin:/usr/bin' },
    labels: { app: 'runpod' },
    entrypoint: ['python3', '-u'],
    command: ['handler.py'],
    memoryLimitBytes: 1_000_000,
  };

  it('runs on the host’s network with its variables passed unseen', () => {
    const { args, env } = runCommand('docker', options);
    expect(args.join(' ')).toBe(
      'run --name w1 --network=host --platform=linux/amd64 --label app=runpod --env RUNPOD_AI_API_KEY ' +
        '--env PATH=/opt/venv/bin:/usr/bin --memory 1000000 --entrypoint python3 ocr:1 -u handler.py',
    );
    expect(env).toEqual({ RUNPOD_AI_API_KEY: 'secretsecret' });
  });

  it('reads state, lists and memory', () => {
    expect(stateCommand('docker', 'w1').parse(printed('0|true|exec: "x|y": not found\n'))).toEqual({
      pid: undefined,
      outOfMemory: true,
      error: 'exec: "x|y": not found',
    });
    expect(stateCommand('docker', 'w1').parse(printed('', 'no such container', 1))).toBeUndefined();
    expect(listCommand('podman', { a: 'b' }).args).toEqual([
      'ps',
      '--all',
      '--quiet',
      '--filter',
      'label=a=b',
    ]);
    expect(memoryCommand('docker', 'w1').parse(printed('61.4MiB / 1.9GiB\n'))).toBe(64_382_566);
    expect(memoryCommand('docker', 'w1').parse(printed('-- / --\n'))).toBeUndefined();
    expect(stopCommand('docker', 'w1', 5).args).toEqual(['stop', '--time', '5', 'w1']);
  });
});
