// How we stand with a target: every failure has its state, and late answers about another account count for nothing.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { SessionStore } from '../../../src/state/session';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const answering = (answer: () => Promise<{ id: string }>) => fakeCloud({ account: { myself: answer } });
const failing = (error: Error) => answering(() => Promise.reject(error));

describe('session', () => {
  it('goes from signed out over connecting to ready', async () => {
    const store = new SessionStore(new FakeClock());
    const kinds: string[] = [store.current.kind];
    store.onChange(session => kinds.push(session.kind));
    await store.connect(answering(async () => ({ id: 'u1' })));
    store.signOut();
    expect(kinds).toEqual(['signedOut', 'connecting', 'ready', 'signedOut']);
  });

  it.each([
    [new AppError('unauthorized', 'No.', { status: 401 }), 'signedOut'],
    [new AppError('unauthorized', 'Not allowed.', { status: 403 }), 'offline'],
    [new AppError('remote', 'Could not reach it.'), 'offline'],
    [new AppError('rate-limited', 'Wait.', { retryAfterMs: 5_000 }), 'rateLimited'],
    [new AppError('cancelled', 'Cancelled.'), 'signedOut'],
  ])('%s → %s', async (error, kind) => {
    const clock = new FakeClock();
    const store = new SessionStore(clock);
    const session = await store.connect(failing(error));
    expect(session.kind).toBe(kind);
    if (session.kind === 'rateLimited') expect(session.untilMs).toBe(clock.now() + 5_000);
  });

  it('is offline when nothing answers any more, and ready again when something does', async () => {
    const store = new SessionStore(new FakeClock());
    await store.connect(answering(async () => ({ id: 'u1' })));
    store.noteFailure(new AppError('not-found', 'There is no endpoint x.', { status: 404 }));
    expect(store.current.kind).toBe('ready');
    store.noteFailure(new AppError('remote', 'Could not reach api.test: nothing answers there.'));
    expect(store.current).toMatchObject({
      kind: 'offline',
      reason: { message: expect.stringContaining('nothing answers') },
    });
    store.noteSuccess();
    expect(store.current.kind).toBe('ready');
  });

  it('does not take the late answer of an account that was left', async () => {
    const store = new SessionStore(new FakeClock());
    let late: (() => void) | undefined;
    const first = store.connect(
      answering(() => new Promise(resolve => (late = () => resolve({ id: 'old' })))),
    );
    await store.connect(answering(async () => ({ id: 'new' })));
    late?.();
    await first;
    expect(store.current).toMatchObject({ kind: 'ready', myself: { id: 'new' } });
  });
});
