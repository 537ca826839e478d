// Which endpoints code may name: all that are known, and nothing is said while an account's list is not. One that is
// gone is remembered by its name, so that its likely successor is found.
import { describe, expect, it } from 'vitest';
import type { Memento } from 'vscode';
import { accountEndpoints, accountSuccessors } from '../../../src/editor/targets/accountEndpoints';
import { rememberedName, rememberNames } from '../../../src/editor/targets/endpointNames';
import type { EndpointsModel, TargetModel } from '../../../src/editor/views/targetNodes';
import { anEndpoint } from '../../support/builders';

function target(kind: 'local' | 'account', ids: string[] | undefined, problem?: string): TargetModel {
  const endpoints = ids?.map(id => ({ endpoint: { id, name: `name of ${id}` } }));
  return { target: { kind }, endpoints, problem: problem && { message: problem } } as unknown as TargetModel;
}

const of = (...targets: TargetModel[]) => {
  const model: EndpointsModel = { local: 'running', targets };
  return accountEndpoints(model);
};

describe('the endpoints that code may name', () => {
  it('are those of all accounts and of Local RunPod', () => {
    const found = of(target('local', ['l1']), target('account', ['a1']), target('account', ['b1']));
    expect([...(found ?? [])]).toEqual([
      ['l1', 'name of l1'],
      ['a1', 'name of a1'],
      ['b1', 'name of b1'],
    ]);
  });

  it('are not known without an account, while a list is read, or when one could not be read', () => {
    expect(of(target('local', ['l1']))).toBeUndefined();
    expect(of(target('account', ['a1']), target('account', undefined))).toBeUndefined();
    expect(of(target('account', ['a1'], 'The API does not answer.'))).toBeUndefined();
  });
});

describe('the successor of an endpoint that is gone', () => {
  const account = (names: Record<string, string>, gone: TargetModel['gone'] = []): TargetModel => ({
    target: { kind: 'account' } as TargetModel['target'],
    endpoints: Object.entries(names).map(([id, name]) => ({ endpoint: anEndpoint({ id, name }) })),
    gone,
  });
  const model = (...targets: TargetModel[]): EndpointsModel => ({ local: 'stopped', targets });

  it('is looked for on the account that misses it', () => {
    const mine = account({ a2: 'ocr-v2', b: 'tts' }, [{ id: 'a1', name: 'ocr-v1' }]);
    const other = account({ x: 'ocr-v3' });
    expect(accountSuccessors(model(other, mine), 'a1')).toEqual(['a2']);
  });

  it('is looked for by the name that is remembered, else not guessed among several', () => {
    const both = model(account({ a2: 'ocr', b: 'tts' }));
    expect(accountSuccessors(both, 'a1', 'ocr')).toEqual(['a2']);
    expect(accountSuccessors(both, 'a1')).toEqual([]);
  });

  it('is found after a restart: names are kept, the last 500', async () => {
    const state = new Map<string, unknown>();
    const writes: string[] = [];
    const memory = {
      get: (key: string, other: unknown) => state.get(key) ?? other,
      update: async (key: string, value: unknown) => {
        writes.push(key);
        state.set(key, JSON.parse(JSON.stringify(value)));
      },
    } as unknown as Memento;
    await rememberNames(memory, new Map([['a1', 'ocr']]));
    await rememberNames(memory, new Map([['a1', 'ocr']]));
    expect([rememberedName(memory, 'a1'), rememberedName(memory, 'zz'), writes.length]).toEqual([
      'ocr',
      undefined,
      1,
    ]);
    await rememberNames(memory, new Map(Array.from({ length: 500 }, (_, i) => [`n${i}`, 'x'] as const)));
    expect([rememberedName(memory, 'a1'), rememberedName(memory, 'n0')]).toEqual([undefined, 'x']);
  });
});
