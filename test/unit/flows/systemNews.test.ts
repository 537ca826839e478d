// What a starting worker is waiting for is told in the words of its system log, and never at the price of an error.
import { afterEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/api/cloud';
import { SystemNews } from '../../../src/flows/systemNews';
import { settle } from '../../support/fakeClock';

type Stream = Cloud['logs']['stream'];

function newsFrom(stream: Stream): SystemNews {
  return new SystemNews({ logs: { stream } } as unknown as Cloud, 'e1');
}

function lines(...texts: string[]): Stream {
  return async function* () {
    for (const line of texts) yield { source: 'system', line, ts: '', id: undefined };
  };
}

describe('SystemNews', () => {
  let news: SystemNews;
  afterEach(() => news.dispose());

  it('knows the last line, short and without secrets, from the second question on', async () => {
    news = newsFrom(lines('pull image', `pip install --token=hf_abcdefghijklmnop ${'x'.repeat(200)}`));
    expect(news.of('w1')).toBeUndefined();
    await settle();
    expect(news.of('w1')).toMatch(/^pip install .{60,}…$/);
    expect(news.of('w1')).not.toContain('abcdefghijklmnop');
  });

  it('opens one stream per worker, of the system log only', async () => {
    const asked: unknown[] = [];
    news = newsFrom((endpointId, workerId, options, signal) => {
      asked.push([endpointId, workerId, options]);
      return lines('begin')(endpointId, workerId, options, signal);
    });
    for (const worker of ['w1', 'w1', 'w2']) news.of(worker);
    await settle();
    expect(asked).toEqual([
      ['e1', 'w1', { source: 'system', tail: 1 }],
      ['e1', 'w2', { source: 'system', tail: 1 }],
    ]);
  });

  it('stays silent when the log cannot be read', async () => {
    news = newsFrom(() => {
      throw new Error('no log');
    });
    news.of('w1');
    await settle();
    expect(news.of('w1')).toBeUndefined();
  });
});
