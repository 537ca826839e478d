// The log of a container that ended, from engines that end it and from one that forgets to.
import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { DockerClient } from '../../../src/image/docker/client';
import { followLogs } from '../../../src/image/docker/containerLogs';
import type { EngineRequest } from '../../../src/image/docker/transport';
import { FakeClock } from '../../support/fakeClock';

function frame(text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** Answers the followed log with `live`, the other with all of it. */
function logsOf(live: Readable, whole: string) {
  const asked: (string | undefined)[] = [];
  const call = async ({ query, signal }: EngineRequest) => {
    asked.push(query?.follow);
    signal?.addEventListener('abort', () => live.destroy(new Error('aborted')));
    return { status: 200, headers: {}, body: query?.follow === '1' ? live : Readable.from([frame(whole)]) };
  };
  return { asked, client: { call } as unknown as DockerClient };
}

it('waits for the end of the log and reads it once', async () => {
  const clock = new FakeClock();
  const { client, asked } = logsOf(Readable.from([frame('one\nt'), frame('wo\n')]), 'never asked');
  const lines: string[] = [];
  await followLogs(client, { id: 'c1', clock }, line => lines.push(line)).ended();
  expect({ lines, asked, timers: clock.pending }).toEqual({ lines: ['one', 'two'], asked: ['1'], timers: 0 });
});

it('reads a log that never ends a second time, and hands on only what was missing', async () => {
  const clock = new FakeClock();
  const live = new PassThrough();
  live.write(frame('one\ntw'));
  const { client, asked } = logsOf(live, 'one\ntwo\nthree');
  const lines: string[] = [];
  const ended = followLogs(client, { id: 'c1', clock }, line => lines.push(line)).ended();
  await clock.advance(2_900);
  expect(lines).toEqual(['one']);
  await clock.advance(200);
  await ended;
  expect({ lines, asked }).toEqual({ lines: ['one', 'two', 'three'], asked: ['1', '0'] });
});
