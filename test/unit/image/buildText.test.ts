// What builders print, as events: the classic builder, podman, BuildKit's plain progress and its trace.
import { describe, expect, it } from 'vitest';
import { createClassicReader } from '../../../src/image/build/classic';
import { createPlainReader } from '../../../src/image/build/plain';
import { createTraceReader } from '../../../src/image/build/trace';
import type { BuildEvent } from '../../../src/image/engine';

function briefly(event: BuildEvent): string {
  switch (event.kind) {
    case 'step':
      return `${event.index}/${event.total} ${event.name}`;
    case 'stepDone':
      return `${event.index} ${event.cached ? 'cached' : 'done'}`;
    case 'transfer':
      return `${event.index}: ${event.currentBytes} of ${event.totalBytes} bytes`;
    case 'output':
      return `> ${event.line}`;
    case 'context':
      return event.kind;
  }
}

function recorder() {
  const events: BuildEvent[] = [];
  const brief = () => events.map(briefly);
  return { onEvent: (event: BuildEvent) => events.push(event), brief };
}

describe('the classic builder', () => {
  it('tells steps, cache hits and output, however the text is cut', () => {
    const { onEvent, brief } = recorder();
    const reader = createClassicReader(onEvent);
    const text =
      'Step 1/3 : FROM base\n ---> 1f8a2b3c4d5e\nStep 2/3 : COPY . .\n ---> Using cache\n ---> 2f8a2b3c4d5e\n' +
      'Step 3/3 : RUN make\n ---> Running in 2c0b8ffa1b46\n\u001b[91mwarning: old\n\u001b[0mcompiled\nRemoving intermediate container 2c0b8ffa1b46\n' +
      ' ---> 3f8a2b3c4d5e\nSuccessfully built 3f8a2b3c4d5e\nSuccessfully tagged x:1\n';
    for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) reader.push(piece);
    expect(reader.end()).toEqual({ builtId: '3f8a2b3c4d5e', lastStep: { number: 3, name: 'RUN make' } });
    expect(brief()).toEqual([
      ...[
        '1/3 FROM base',
        '1 done',
        '2/3 COPY . .',
        '2 cached',
        '3/3 RUN make',
        '> warning: old',
        '> compiled',
      ],
      ...['> Successfully built 3f8a2b3c4d5e', '> Successfully tagged x:1', '3 done'],
    ]);
  });

  it('reads podman’s capitals, and leaves a failed step open', () => {
    const { onEvent, brief } = recorder();
    const reader = createClassicReader(onEvent);
    reader.push('STEP 1/2: FROM base\nSTEP 2/2: RUN false\n');
    expect(reader.end().lastStep).toEqual({ number: 2, name: 'RUN false' });
    expect(brief()).toEqual(['1/2 FROM base', '1 done', '2/2 RUN false']);
  });
});

describe('BuildKit’s plain progress', () => {
  it('tells steps of all stages and hides the builder’s own', () => {
    const { onEvent, brief } = recorder();
    const reader = createPlainReader(onEvent);
    for (const line of [
      '#1 [internal] load build definition from Dockerfile',
      '#1 DONE 0.0s',
      '#4 [build 1/2] FROM local/base',
      '#4 sha256:8a49fdb3b6a5 1.05MB / 28.23MB 0.2s',
      '#4 CACHED',
      '#5 [stage-1 2/3] RUN pip install -r requirements.txt',
      '#5 0.151 Collecting runpod',
      '#5 DONE 0.8s',
      '#6 [3/3] COPY handler.py .',
      '#6 ERROR: not found',
    ])
      reader.line(line);
    expect(brief()).toEqual([
      ...[
        '1/1 FROM local/base',
        '1: 1050000 of 28230000 bytes',
        '1 cached',
        '2/2 RUN pip install -r requirements.txt',
        '> Collecting runpod',
        '2 done',
      ],
      '3/3 COPY handler.py .',
    ]);
    expect(reader.lastStep()).toBe('COPY handler.py .');
  });
});

describe('BuildKit’s trace', () => {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  const bytes = (field: number, content: readonly number[]) => [
    ...varint(field * 8 + 2),
    ...varint(content.length),
    ...content,
  ];
  const text = (field: number, value: string) => bytes(field, [...Buffer.from(value)]);
  const flag = (field: number) => [field * 8, 1];
  const push = (...parts: number[][]) => Buffer.from(parts.flat()).toString('base64');

  it('decodes vertexes and logs, with unknown fields between', () => {
    const { onEvent, brief } = recorder();
    const reader = createTraceReader(onEvent);
    const internal = bytes(1, [
      ...text(1, 'sha256:0'),
      ...text(3, '[internal] load remote build context'),
      ...bytes(5, [8, 1]),
    ]);
    const known = bytes(1, [
      ...text(1, 'sha256:a'),
      ...text(3, '[1/2] FROM base'),
      ...flag(4),
      ...varint(20 * 8 + 5),
      1,
      2,
      3,
      4,
    ]);
    const later = bytes(1, [...text(1, 'sha256:b'), ...text(3, '[2/2] RUN  echo\n hi')]);
    reader.push(push(internal, known, later));
    const started = bytes(1, [
      ...text(1, 'sha256:b'),
      ...text(3, '[2/2] RUN  echo\n hi'),
      ...bytes(5, [8, 1]),
    ]);
    reader.push(push(started, bytes(3, [...text(1, 'sha256:b'), ...flag(3), ...text(4, 'h')])));
    reader.push(push(bytes(3, [...text(1, 'sha256:b'), ...text(4, 'i\n')])));
    const done = bytes(1, [
      ...text(1, 'sha256:b'),
      ...text(3, '[2/2] RUN  echo\n hi'),
      ...bytes(5, [8, 1]),
      ...bytes(6, [8, 2]),
    ]);
    reader.push(push(done));
    expect(brief()).toEqual(['1/2 FROM base', '1 cached', '2/2 RUN echo hi', '> hi', '2 done']);
  });

  it('survives what is no protobuf at all', () => {
    const { onEvent, brief } = recorder();
    createTraceReader(onEvent).push(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x07, 0x09]).toString('base64'));
    expect(brief()).toEqual([]);
  });
});
