// Which endpoints code may name: all that are known, and nothing is said while an account's list is not.
import { describe, expect, it } from 'vitest';
import { accountEndpoints } from '../../../src/editor/targets/accountEndpoints';
import type { EndpointsModel, TargetModel } from '../../../src/editor/views/targetNodes';

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
