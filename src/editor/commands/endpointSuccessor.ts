// Says what became of an endpoint that is gone, and leads to its likely successor.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { deadEndpointError, findDeadEndpoint } from '../../flows/deadEndpoint';
import type { Target } from '../../flows/target';
import type { CommandId } from '../../manifest/commands';
import { optionsOf, subjectOf } from '../subject';
import type { Command } from './command';

const check: CommandId = 'runpod.workspace.check';

export const endpointSuccessor: Command = async (services, given) => {
  const { prompts, targets, endpoints } = services;
  const subject = subjectOf<{ readonly target: Target; readonly endpointId: string; readonly name: string }>(
    given,
  );
  const options = optionsOf(given);
  const endpointId = subject?.endpointId ?? options.endpointId;
  if (!endpointId) throw new AppError('usage', 'No endpoint was named.');
  const target = subject?.target ?? (await targets.resolve(options.target));
  const remembered = subject ? [{ id: endpointId, name: subject.name }] : [];
  const dead = await findDeadEndpoint(target.cloud, endpointId, remembered);
  if (!dead) {
    endpoints.touch();
    void prompts.tell(`Endpoint ${endpointId} is there.`);
    return undefined;
  }
  const { message, remedy } = deadEndpointError(dead);
  const [first] = dead.successors;
  const buttons = first ? ['Copy New ID', 'Check Workspace', 'Forget It'] : ['Check Workspace', 'Forget It'];
  const words = `${message} ${remedy ?? ''} RP601 marks every use of the old id; its quick fix replaces it everywhere.`;
  const pressed = await prompts.warn(words, ...buttons);
  if (pressed === 'Copy New ID' && first) await vscode.env.clipboard.writeText(first.id);
  if (pressed === 'Check Workspace') await vscode.commands.executeCommand(check);
  if (pressed === 'Forget It') endpoints.forget(endpointId);
  return first?.id;
};
