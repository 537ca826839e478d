// Makes an endpoint of Local RunPod fail as RunPod does, to see what the worker, a client or the diagnosis makes of it.
// What is in force is marked, and choosing it again takes it back.
import type { FaultsApi } from '../../api/localFaults';
import { AppError } from '../../base/errors';
import type { FaultAction, LocalFaults } from '../../wire/localFaults';
import type { Row } from '../adapters/prompts';
import {
  isInForce,
  type LastingFault,
  lastingFaults,
  momentary,
  momentaryFaults,
  toggled,
  wordsOf,
} from '../faults/faults';
import type { Services } from '../services';
import { type EndpointSubject, optionsOf, subjectOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

type Choice =
  | { readonly kind: 'lasting'; readonly fault: LastingFault }
  | { readonly kind: 'once'; readonly action: FaultAction }
  | { readonly kind: 'money' }
  | { readonly kind: 'heal' }
  | { readonly kind: 'heal-all' };

export const endpointBreak: Command = async (services, given) => {
  const where = subjectOf(given) ? given : { ...optionsOf(given), target: 'local' };
  const subject = await chooseEndpoint(services, where, 'Break Something');
  if (subject.target.kind !== 'local') {
    throw new AppError('refused', 'Only an endpoint of Local RunPod can be broken on purpose.');
  }
  const api = await services.targets.runner.faults();
  const faults = await api.all();
  const choice = await services.prompts.list<Choice>({
    title: `Break Something: ${subject.name}`,
    placeholder: 'What should go wrong? What is marked is in force; choose it again to take it back.',
    rows: rowsOf(faults, subject.endpointId),
  });
  void services.prompts.tell(await carryOut(choice, { api, faults, subject }));
  touch(services, subject);
};

function rowsOf(
  faults: LocalFaults,
  endpointId: string,
): readonly (Row<Choice> | { readonly separator: string })[] {
  const now = faults.endpoints[endpointId] ?? {};
  const isPoor = (faults.balance ?? 1) <= 0;
  const marked = (is: boolean) => (is ? { description: '$(check) in force' } : {});
  const heal: Row<Choice>[] = [
    ...(wordsOf(now).length > 0
      ? [
          {
            label: 'Make this endpoint well',
            detail: wordsOf(now).join(', '),
            icon: 'heart',
            value: { kind: 'heal' } as const,
          },
        ]
      : []),
    ...(Object.keys(faults.endpoints).length > 0 || isPoor
      ? [
          {
            label: 'Make everything well',
            detail: 'All endpoints, and the balance',
            icon: 'heart-filled',
            value: { kind: 'heal-all' } as const,
          },
        ]
      : []),
  ];
  return [
    ...heal,
    { separator: 'until taken back' },
    ...lastingFaults.map(fault => ({
      ...{ label: fault.label, detail: fault.detail, icon: fault.icon },
      ...marked(isInForce(fault, now)),
      value: { kind: 'lasting', fault } as const,
    })),
    {
      label: 'No money left',
      detail: 'The balance of the account is 0: no worker of any endpoint starts',
      icon: 'credit-card',
      ...marked(isPoor),
      value: { kind: 'money' },
    },
    { separator: 'once' },
    ...momentary.map(action => {
      const { label, detail, icon } = momentaryFaults[action];
      return { label, detail, icon, value: { kind: 'once', action } as const };
    }),
  ];
}

interface Scene {
  readonly api: FaultsApi;
  readonly faults: LocalFaults;
  readonly subject: EndpointSubject;
}

const playMoneyUsd = 100;

/** Does it and tells what is so now. */
async function carryOut(choice: Choice, { api, faults, subject }: Scene): Promise<string> {
  const { endpointId, name } = subject;
  switch (choice.kind) {
    case 'lasting': {
      const next = toggled(choice.fault, faults.endpoints[endpointId] ?? {});
      await api.set(endpointId, next);
      return stateOf(name, wordsOf(next));
    }
    case 'once':
      await api.act(endpointId, choice.action);
      return `${name} ${momentaryFaults[choice.action].done}.`;
    case 'money': {
      const isPoor = (faults.balance ?? playMoneyUsd) <= 0;
      await api.setBalance(isPoor ? playMoneyUsd : 0);
      return isPoor ? 'Local RunPod has money again.' : 'Local RunPod has no money left: no worker starts.';
    }
    case 'heal':
      await api.set(endpointId, {});
      return stateOf(name, []);
    case 'heal-all':
      await api.clear();
      return 'Everything on Local RunPod is well again.';
  }
}

function stateOf(name: string, words: readonly string[]): string {
  return words.length > 0 ? `${name} is broken on purpose: ${words.join(', ')}.` : `${name} is well again.`;
}

function touch(services: Services, { target, endpointId }: EndpointSubject): void {
  services.endpoints.touch({ target, endpointId });
}
