// Which release of an endpoint a command means: the one named, or one of the list, newest first.
import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import type { Release, ReleaseList } from '../../wire/endpoint';
import type { Prompts } from '../adapters/prompts';
import type { EndpointSubject } from '../subject';
import { roughly } from '../views/imageNode';
import { releaseWords } from './releaseText';

export interface ReleaseQuestion {
  readonly prompts: Prompts;
  readonly title: string;
  readonly placeholder: string;
  readonly subject: EndpointSubject;
  /** From the options of a command. */
  readonly wanted?: unknown;
  /** The one that runs is no place to go back to. */
  readonly offer: 'all' | 'earlier';
}

/** Throws `cancelled` on Escape, `not-found` when there is no such release, `refused` when there is none to offer. */
export async function chooseRelease(question: ReleaseQuestion): Promise<Release> {
  const { subject, wanted, offer, prompts, title, placeholder } = question;
  const list = await subject.target.cloud.endpoints.releases(subject.endpointId);
  const current = list.endpointVersion ?? list.releases[0]?.version;
  const offered = list.releases.filter(({ version }) => offer === 'all' || version !== current);
  if (wanted !== undefined) {
    const named = list.releases.find(({ version }) => version === Number(wanted));
    if (named) return named;
    throw new AppError('not-found', `${subject.name} has no release ${String(wanted)}.`);
  }
  if (offered.length === 0) {
    throw new AppError('refused', `${subject.name} has no other release yet.`, {
      remedy: 'Every update of its template makes one.',
    });
  }
  const choices = offered.map(release => choiceOf(release, list));
  return prompts.pick(choices, { title, placeholder });
}

function choiceOf(release: Release, { endpointVersion, rollout }: ReleaseList) {
  const isCurrent = release.version === endpointVersion;
  const age = systemClock.now() - Date.parse(release.createdAt);
  const state = isCurrent ? (rollout?.inProgress ? 'rolling out' : 'in use') : undefined;
  return {
    label: `Release ${release.version ?? '?'}`,
    description: [Number.isNaN(age) ? undefined : `${roughly(age)} ago`, state].filter(Boolean).join(' · '),
    detail: releaseWords(release),
    icon: isCurrent ? 'pass' : 'tag',
    value: release,
  };
}
