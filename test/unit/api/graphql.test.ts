// GraphQL says no with HTTP 200: every such answer becomes one clear error, and only queries are asked again.
import { describe, expect, it } from 'vitest';
import { cloudOver } from '../../support/clouds';
import { json } from '../../support/fakeServer';
import { letTimePass } from '../../support/letTimePass';

const errors = (...messages: string[]) =>
  json({ data: null, errors: messages.map(message => ({ message })) });

describe('graphql', () => {
  it('reads the account', async () => {
    const { cloud, server } = cloudOver(() => json({ data: { myself: { id: 'u1', clientBalance: 12.5 } } }));
    expect(await cloud.account.myself()).toMatchObject({ id: 'u1', clientBalance: 12.5 });
    expect(server.asked[0]?.url.search).toBe('');
    expect(JSON.stringify(server.asked[0]?.body)).not.toMatch(/aiKey|registryAuth/);
  });

  it('takes null without an error for a key nobody knows', async () => {
    const { cloud } = cloudOver(() => json({ data: { myself: null } }));
    await expect(cloud.account.myself()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it.each([
    ['Unable to find template', 'not-found'],
    ['Template name must be unique', 'conflict'],
    ['Unauthorized', 'unauthorized'],
    ['Something else', 'remote'],
  ])('%s → %s', async (message, kind) => {
    const { cloud } = cloudOver(() => errors(message, 'and more'));
    const error = await cloud.account.myself().catch(thrown => thrown);
    expect(error).toMatchObject({ kind, detail: 'and more' });
    expect(error.message).toContain(message);
  });

  it('asks again when the back end says so, for queries only', async () => {
    const query = cloudOver((_, nth) =>
      nth < 3 ? errors('Please try again later') : json({ data: { myself: { id: 'u1' } } }),
    );
    expect((await letTimePass(query.clock, query.cloud.account.myself())).id).toBe('u1');
    const mutation = cloudOver(() => errors('Internal server error'));
    const deleting = letTimePass(mutation.clock, mutation.cloud.templates.delete('t'));
    await expect(deleting).rejects.toMatchObject({ remedy: 'Try again in a minute.' });
    expect(mutation.server.asked).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['a page', '<html>'],
    ['errors without words', '{"errors":[{}]}'],
  ])('calls %s unreadable', async (_, body) => {
    const { cloud } = cloudOver(
      () => new Response(body, { headers: { 'content-type': 'application/json' } }),
    );
    await expect(cloud.account.myself()).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('cannot be read'),
    });
  });

  it('reads the reason out of a 400', async () => {
    const { cloud } = cloudOver(() => json({ errors: [{ message: 'Syntax Error' }] }, { status: 400 }));
    await expect(cloud.account.myself()).rejects.toThrow(
      'api.test declined the account (400): Syntax Error.',
    );
  });
});
