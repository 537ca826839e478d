// Tells, once each, what the tree alone would tell too quietly: a key that RunPod refuses, and a balance that runs low.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Target } from '../../flows/target';
import type { CommandId } from '../../manifest/commands';
import type { Services } from '../services';
import { balanceOf } from '../views/balance';
import { isDeadKey, type TargetModel } from '../views/targetNodes';

const replaceKey: CommandId = 'runpod.account.replaceKey';

export function keepNotices({ endpoints, prompts, settings, report }: Services): Disposable {
  const told = new Map<Target, Set<'dead' | 'low'>>();
  const once = (target: Target, what: 'dead' | 'low', is: boolean, tell: () => Promise<unknown>) => {
    const known = told.get(target) ?? new Set();
    told.set(target, known);
    if (!is) known.delete(what);
    else if (!known.has(what)) {
      known.add(what);
      tell().catch(error => report(error, 'Telling about an account'));
    }
  };
  const look = ({ target, session, myself }: TargetModel) => {
    once(target, 'dead', isDeadKey(session), async () => {
      const words = `RunPod refuses the API key of ${target.name}. It may have been deleted or disabled.`;
      if ((await prompts.warn(words, 'Replace Key')) !== 'Replace Key') return;
      await vscode.commands.executeCommand(replaceKey, { target: target.name });
    });
    const balance = balanceOf(myself, settings.get('runpod.account.lowBalanceUsd'));
    once(target, 'low', balance?.level === 'low', async () => {
      const words = `${target.name} has ${balance?.text ?? ''}. Workers stop when nothing is left.`;
      if ((await prompts.warn(words, 'Open Billing')) !== 'Open Billing') return;
      const page = `${settings.get('runpod.consoleUrl').replace(/\/+$/, '')}/user/billing`;
      await vscode.env.openExternal(vscode.Uri.parse(page));
    });
  };
  return endpoints.onChange(() => {
    for (const model of endpoints.model.targets) if (model.target.kind === 'account') look(model);
  });
}
