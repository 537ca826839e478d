// Says what became of an endpoint that is gone, and puts its likely successor in its place across the workspace.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors';
import { count } from '../../base/words';
import { type DeadEndpoint, deadEndpointError, findDeadEndpoint } from '../../flows/deadEndpoint';
import type { Target } from '../../flows/target';
import type { CommandId } from '../../manifest/commands';
import type { Endpoint } from '../../wire/endpoint';
import { reviewEdits } from '../adapters/reviewedEdit';
import type { Services } from '../services';
import { optionsOf, subjectOf } from '../subject';
import { rememberedName } from '../targets/endpointNames';
import { filesNaming } from '../targets/filesNaming';
import type { Command } from './command';

const check: CommandId = 'runpod.workspace.check';
const title = 'Find Successor';

interface Missed {
  readonly target: Target;
  readonly endpointId: string;
  readonly name?: string | undefined;
}

type Remedy =
  | { readonly kind: 'replace' | 'copy'; readonly successor: Endpoint }
  | { readonly kind: 'check' | 'forget' };

export const endpointSuccessor: Command = async (services, given) => {
  const { prompts, endpoints } = services;
  const { target, endpointId: id, name } = await chooseMissed(services, given);
  const remembered = name ?? rememberedName(services.home.memory, id);
  const dead = await findDeadEndpoint(target.cloud, id, remembered ? [{ id, name: remembered }] : []);
  if (!dead) {
    endpoints.touch();
    void prompts.tell(`Endpoint ${id} is there.`);
    return undefined;
  }
  const remedy = await chooseRemedy(services, dead);
  if (remedy.kind === 'copy') await vscode.env.clipboard.writeText(remedy.successor.id);
  if (remedy.kind === 'check') await vscode.commands.executeCommand(check);
  if (remedy.kind === 'replace') await replace(services, dead, remedy.successor);
  if (remedy.kind === 'replace' || remedy.kind === 'forget') endpoints.forget(id);
  return 'successor' in remedy ? remedy.successor.id : undefined;
};

/** The one that was clicked or named, else one that the accounts miss, else an id that is typed. */
async function chooseMissed(services: Services, given: unknown): Promise<Missed> {
  const { prompts, targets, endpoints } = services;
  const subject = subjectOf<Missed>(given);
  if (subject?.endpointId) return subject;
  const { endpointId, target: named } = optionsOf(given);
  if (endpointId) return { target: await targets.resolve(named), endpointId };
  const missed = endpoints.model.targets.flatMap(({ target, gone = [] }) =>
    gone.map(({ id, name }) => ({
      label: name,
      description: id,
      icon: 'question',
      value: { target, endpointId: id, name },
    })),
  );
  const other = { label: 'Type an id…', icon: 'edit', value: undefined };
  const placeholder = 'An endpoint that is gone';
  const known =
    missed.length === 0
      ? undefined
      : await prompts.pick<Missed | undefined>([...missed, other], { title, placeholder });
  if (known) return known;
  const typed = await prompts.text({
    title,
    prompt: 'Id of the endpoint that is gone',
    placeholder: 'kppjd45rdtvh73',
    problem: text => (/^[\w-]{4,60}$/.test(text.trim()) ? undefined : 'An id is letters and digits.'),
  });
  return { target: await targets.resolve(named), endpointId: typed.trim() };
}

function chooseRemedy({ prompts }: Services, dead: DeadEndpoint): Promise<Remedy> {
  const called = ({ id, name }: Endpoint) => `${name} (${id})`;
  const choices = dead.successors.slice(0, 5).flatMap(successor => [
    {
      label: `Replace ${dead.id} with ${called(successor)}…`,
      detail: 'Everywhere in the workspace, after a diff',
      icon: 'replace-all',
      value: { kind: 'replace' as const, successor },
    },
    {
      label: `Copy the id of ${called(successor)}`,
      icon: 'copy',
      value: { kind: 'copy' as const, successor },
    },
  ]);
  const placeholder = deadEndpointError(dead).message;
  return prompts.pick<Remedy>(
    [
      ...choices,
      {
        label: 'Check the Workspace',
        detail: 'RP601 marks every use of the old id',
        icon: 'checklist',
        value: { kind: 'check' },
      },
      {
        label: `Forget ${dead.name ?? dead.id}`,
        detail: 'The tree misses it no more',
        icon: 'close',
        value: { kind: 'forget' },
      },
    ],
    { title, placeholder },
  );
}

async function replace(services: Services, { id }: DeadEndpoint, successor: Endpoint): Promise<void> {
  const found = await services.longWork('Looking for the old id', (_progress, signal) =>
    filesNaming(id, successor.id, signal),
  );
  const places = found.reduce((sum, { edits }) => sum + edits.length, 0);
  if (places === 0) throw new AppError('not-found', `No file of this workspace names ${id}.`);
  const where = `${count(places, 'place')} in ${count(found.length, 'file')}`;
  await reviewEdits(services.diffs, {
    title: `Replace ${id} with ${successor.id}`,
    notes: [`It is named at ${where}.`],
    files: found,
    edits: found,
    accept: 'Replace',
    again: 'Find the successor again',
    isRefactoring: true,
  });
  void services.prompts.tell(`Replaced ${id} with ${successor.id}: ${where}.`);
  services.workers.soon();
}
