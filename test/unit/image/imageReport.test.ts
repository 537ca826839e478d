// The report on an image: which line of which Dockerfile is behind a layer, and what is known without an engine.
import { describe, expect, it } from 'vitest';
import type { RemoteImage } from '../../../src/image/registry/remoteImage';
import { linesOf } from '../../../src/image/report/dockerfileLines';
import { reportOn } from '../../../src/image/report/report';
import { isImageAction } from '../../../src/protocol/imageReport';

const base = {
  path: 'Dockerfile.base',
  source: [
    'FROM nvidia/cuda:12.8.1',
    'ARG REQUIREMENTS=requirements-gpu.txt',
    'RUN apt-get update \\',
    '    && apt-get install -y python3',
    'ENV A=1',
    'COPY $REQUIREMENTS /tmp/requirements.txt',
    'RUN --mount=type=cache,target=/root/.cache pip install -r /tmp/requirements.txt',
  ].join('\n'),
};
const worker = {
  path: 'Dockerfile',
  source: 'ARG BASE=x\nFROM $BASE\nWORKDIR /app\nCOPY handler.py .\nRUN true\nRUN true\n',
};
const words = (made: string[], dockerfiles = [base, worker]) =>
  linesOf(made, dockerfiles).map(place => place && `${place.path}:${place.line}`);

describe('linesOf', () => {
  it('finds the lines of both Dockerfiles, and none for the layers below', () => {
    const made = [
      'the base image',
      'RUN apt-get install ca-certificates',
      'RUN apt-get update && apt-get install -y python3',
      'COPY requirements-gpu.txt /tmp/requirements.txt',
      'RUN pip install -r /tmp/requirements.txt',
      'WORKDIR /app',
      'COPY handler.py .',
    ];
    expect(words(made)).toEqual([
      undefined,
      undefined,
      'Dockerfile.base:2',
      'Dockerfile.base:5',
      'Dockerfile.base:6',
      'Dockerfile:2',
      'Dockerfile:3',
    ]);
  });

  it('knows a COPY by its target, as the classic builder notes it, and uses no line twice', () => {
    expect(words(['COPY … /tmp/requirements.txt', 'RUN true', 'RUN true'])).toEqual([
      'Dockerfile.base:5',
      'Dockerfile:4',
      'Dockerfile:5',
    ]);
    expect(words(['RUN true', 'RUN true', 'RUN true'], [worker])).toEqual([
      undefined,
      'Dockerfile:4',
      'Dockerfile:5',
    ]);
  });

  it('knows nothing of images whose Dockerfile is not here', () => {
    expect(words(['RUN x', 'COPY a b'], [])).toEqual([undefined, undefined]);
  });
});

describe('reportOn', () => {
  const remote: RemoteImage = {
    reference: 'ghcr.io/me/w:1',
    digest: 'sha256:1',
    platforms: ['linux/amd64'],
    compressedBytes: 5_000_000_000,
    layers: [
      { digest: 'sha256:a', sizeBytes: 4_999_999_000 },
      { digest: 'sha256:b', sizeBytes: 1000 },
    ],
    config: {
      history: [
        { created_by: 'ADD rootfs.tar /' },
        { created_by: 'ENV A=1', empty_layer: true },
        { created_by: 'COPY handler.py . # buildkit' },
      ],
    },
  };
  const request = {
    reference: remote.reference,
    dockerfiles: [worker],
    bytesPerSecond: 25_000_000,
    initTimeoutSeconds: 420,
  };

  it('tells from the registry alone what is downloaded, by which line, and claims nothing more', () => {
    expect(reportOn({ ...request, image: undefined, remote })).toEqual({
      reference: 'ghcr.io/me/w:1',
      sizeBytes: undefined,
      compressedBytes: 5_000_000_000,
      wastedBytes: 0,
      waste: [],
      pull: { seconds: 200, bytesPerSecond: 25_000_000, initTimeoutSeconds: 420 },
      layers: [
        expect.objectContaining({ instruction: 'ADD rootfs.tar /', compressedBytes: 4_999_999_000 }),
        expect.objectContaining({
          instruction: 'COPY handler.py .',
          place: { path: 'Dockerfile', line: 3 },
          sizeBytes: undefined,
          compressedBytes: 1000,
        }),
      ],
    });
  });

  it('counts what is in vain, with the layer that holds it', () => {
    const file = (path: string, sizeBytes: number) => ({ path, sizeBytes, kind: 'file' as const });
    const image = {
      config: remote.config,
      layers: [
        [file('opt/a', 90), file('opt/b', 10)],
        [file('opt/.wh.a', 0), file('opt/c', 1)],
      ],
    };
    const report = reportOn({ ...request, image, remote: undefined });
    expect(report).toMatchObject({ sizeBytes: 101, wastedBytes: 90, pull: undefined });
    expect(report.layers.map(layer => layer.wastedBytes)).toEqual([90, 0]);
    expect(report.layers[0]?.largest[0]).toEqual({ path: '/opt/a', bytes: 90 });
  });
});

describe('isImageAction', () => {
  it('takes what the panel sends, and nothing else', () => {
    expect(isImageAction({ kind: 'again' })).toBe(true);
    expect(isImageAction({ kind: 'openLine', layer: 2 })).toBe(true);
    for (const bad of [
      null,
      'again',
      {},
      { kind: 'openLine' },
      { kind: 'openLine', layer: '../x' },
      { kind: 'rm' },
    ])
      expect(isImageAction(bad)).toBe(false);
  });
});
