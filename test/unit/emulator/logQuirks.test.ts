// The quirks of log streams: read from a flag, and what they do to a stream.
import { describe, expect, it } from 'vitest';
import { noQuirks, readLogQuirks } from '../../../src/emulator/logs/quirks';
import { defaultSettings } from '../../../src/emulator/settings';
import { settle } from '../../support/fakeClock';
import { LocalPlatform, testKey } from '../../support/localPlatform';

describe('readLogQuirks', () => {
  it('reads a list, and says what is no quirk', () => {
    expect(readLogQuirks('')).toEqual(noQuirks);
    expect(readLogQuirks('reset=5s,same-stamps,vanish')).toEqual({
      resetAfterMs: 5_000,
      sameStamps: true,
      vanishAfterMs: 120_000,
    });
    expect(readLogQuirks('vanish=250ms')).toEqual({ ...noQuirks, vanishAfterMs: 250 });
    for (const wrong of ['heartbeat', 'reset', 'reset=soon', 'same-stamps=1'])
      expect(() => readLogQuirks(wrong)).toThrow(/no quirk/);
  });

  it('is off by default', () => {
    expect(defaultSettings.logQuirks).toEqual(noQuirks);
  });
});

async function streamed(quirks: string) {
  const local = new LocalPlatform({ logQuirks: readLogQuirks(quirks) });
  const id = await local.endpoint({ workers: { min: 1 } });
  await local.clock.advance(300);
  const worker = local.runtime.latest;
  const path = `/v2/serverless/${id}/workers/${worker.spec.workerId}/logs`;
  const open = async (headers: Record<string, string> = {}) => {
    const response = await local.app.request(`http://127.0.0.1:4000${path}`, {
      headers: { authorization: `Bearer ${testKey}`, ...headers },
    });
    const read = { text: '', ended: false };
    void (async () => {
      for await (const part of response.body ?? []) read.text += new TextDecoder().decode(part);
      read.ended = true;
    })();
    await settle();
    return read;
  };
  return { local, worker, open };
}

describe('a stream without quirks', () => {
  it('sends no heartbeat, however long its worker is silent', async () => {
    const { local, worker, open } = await streamed('');
    worker.write('container', 'before');
    const read = await open();
    const before = read.text;
    expect(before).toContain('before');
    await local.clock.advance(60_000);
    await settle();
    expect(read).toEqual({ text: before, ended: false });
  });
});

describe('a stream with quirks', () => {
  it('is cut in the middle of a line', async () => {
    const { local, worker, open } = await streamed('reset=5s');
    worker.write('container', 'whole');
    const read = await open();
    await local.clock.advance(5_000);
    await settle();
    expect(read).toMatchObject({
      ended: true,
      text: expect.stringMatching(/whole[\s\S]*id: cut\ndata: \{"source":"conta$/),
    });
  });

  it('sends the lines of the cursor’s stamp again', async () => {
    const { local, worker, open } = await streamed('same-stamps');
    await local.clock.advance(1_000);
    for (const line of ['one', 'two']) worker.write('container', line);
    const first = await open();
    const id = /id: (\S+)\ndata: [^\n]*two/.exec(first.text)?.[1] ?? '';
    expect(first.text).toContain(`id: ${id}\ndata: {"source":"container","line":"one"`);
    const second = await open({ 'last-event-id': id });
    expect(second.text.match(/"line":"(one|two)"/g)).toEqual(['"line":"one"', '"line":"two"']);
  });

  it('loses the container lines of a worker that is gone, and keeps its system lines', async () => {
    const { local, worker, open } = await streamed('vanish=10s');
    worker.write('container', 'printed');
    worker.write('system', 'remove container test/image:1');
    expect((await open()).text).toContain('printed');
    await local.clock.advance(10_000);
    const later = await open();
    expect(later.text).not.toContain('printed');
    expect(later.text).toContain('remove container');
  });
});
