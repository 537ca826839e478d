// What a key may do is found out without changing anything, and a dead key is told from a limited one.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { probeKey, scopeWords } from '../../../src/flows/keyScope';
import { fakeCloud } from '../../support/fakeCloud';

const closed = new AppError('unauthorized', 'Not allowed.', { status: 403 });
const noSuch = new AppError('not-found', 'There is no template.', { status: 200 });

function answering(answers: { myself?: Error; list?: Error; write?: Error }) {
  const reply = async <T>(error: Error | undefined, value: T): Promise<T> => {
    if (error) throw error;
    return value;
  };
  return fakeCloud({
    account: { myself: () => reply(answers.myself, { id: 'u1', email: 'me@example.com' }) },
    endpoints: { list: () => reply(answers.list, []) },
    templates: { delete: () => reply(answers.write, undefined) },
  });
}

describe('the scope of a key', () => {
  it('is full when a write is let through to the subject that does not exist', async () => {
    const scope = await probeKey(answering({ write: noSuch }));
    expect(scope).toMatchObject({ kind: 'full', owner: { id: 'u1' } });
    expect((await probeKey(answering({}))).kind).toBe('full');
  });

  it('is read-only when the write is refused', async () => {
    const scope = await probeKey(answering({ write: closed }));
    expect(scope.kind).toBe('read-only');
    expect(scopeWords(scope)).toMatch(/deploying and changing them will be refused/);
  });

  it('is limited to endpoints when the account and the list are closed', async () => {
    const scope = await probeKey(answering({ myself: closed, list: closed }));
    expect(scope).toEqual({ kind: 'endpoints' });
    expect(scopeWords(scope)).toMatch(/cannot list endpoints/);
  });

  it('is no scope at all for a key that RunPod does not know, or when nobody answers', async () => {
    const dead = new AppError('unauthorized', 'No.', { status: 401 });
    await expect(probeKey(answering({ myself: dead }))).rejects.toBe(dead);
    const down = new AppError('timeout', 'No answer.');
    await expect(probeKey(answering({ write: down }))).rejects.toBe(down);
  });
});
