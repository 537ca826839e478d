// An endpoint that is gone, said so, with the one that has likely taken its place.
import { likelySuccessors } from '../../flows/deadEndpoint';
import type { Target } from '../../flows/target';
import { contextValue } from '../../manifest/when';
import type { GoneEndpoint } from '../../state/goneEndpoints';
import type { Endpoint } from '../../wire/endpoint';
import type { TreeNode } from './node';

export function goneNode(target: Target, { id, name }: GoneEndpoint, here: readonly Endpoint[]): TreeNode {
  const [successor] = likelySuccessors(name, here);
  const subject = { target, endpointId: id, name };
  return {
    id: `${target.name}/gone/${id}`,
    label: name,
    description: successor ? `gone · now ${successor.name} (${successor.id})?` : 'gone',
    tooltip: `Endpoint \`${id}\` was here and answers 404 now: it was deleted, or made anew with another id.`,
    icon: 'question',
    color: 'list.warningForeground',
    context: contextValue('gone'),
    subject,
    click: { command: 'runpod.endpoint.successor', argument: { subject } },
  };
}
