// Records on disk are read the same whether by the quick way or by the parser, and what is no record is passed over.
import { describe, expect, it } from 'vitest';
import { itemOf, recordOf } from '../../../../src/logs/capture/files';
import type { TailItem } from '../../../../src/logs/line';

const read = (text: string) => itemOf(text, 'ep1', 'w1');
const stamp = { ts: '2026-01-01T00:00:03.000Z', endpointId: 'ep1', workerId: 'w1' };

describe('a record', () => {
  it.each([
    'step 1 of the epoch',
    '',
    'naïve ünïcode 漢字 🚀 "quoted" back\\slash \t tab',
    '","id":"x"}',
    '{"requestId":"job-1","message":"Started.","level":"INFO"}',
    '\u001b[31mred\u001b[0m\r50%|███',
  ])('comes back as it was: %j', line => {
    for (const source of ['container', 'system'] as const)
      for (const cursor of ['c7', undefined]) {
        const kept = { ...stamp, line, source, cursor };
        expect(read(recordOf(kept))).toEqual({ ...kept, cursor: cursor ?? kept.ts });
      }
  });

  it('of a gap comes back too', () => {
    const gap: TailItem = { gap: { from: 'a', to: 'b', workerId: 'w1' } };
    expect(read(recordOf(gap))).toEqual(gap);
  });

  it.each([
    '{"ts":"2026',
    '{"ts":"a","source":"container","line":"cut',
    '',
    'null',
    '{"ts":"a","source":"x"}',
    '{"ts":"a","source":"container","line":"b"x"}',
  ])('cut short or strange is none: %j', text => expect(read(text)).toBeUndefined());

  it('with fields in another order is still one', () => {
    const text = '{"line":"b","source":"system","ts":"2026-01-01T00:00:00Z"}';
    expect(read(text)).toMatchObject({ line: 'b', source: 'system', cursor: '2026-01-01T00:00:00Z' });
  });
});
