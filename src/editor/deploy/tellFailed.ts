// A deployment that failed or was cancelled: what happened, what is deployed now, and the one click that helps.
import { explain } from '../../base/errors';
import type { DeployFailure } from '../../flows/deploy';
import type { Target } from '../../flows/target';
import { BuildFailure } from '../../image/build/buildFailure';
import { openDockerfile } from '../build/openDockerfile';
import { endpointDiagnose } from '../commands/endpointDiagnose';
import { endpointTailLogs } from '../commands/endpointTailLogs';
import { releaseRollBack } from '../commands/releaseRollBack';
import type { Services } from '../services';

interface Failed {
  readonly failure: DeployFailure;
  /** Takes it up where it stopped. */
  readonly again: () => Promise<unknown>;
}

export function tellFailed(services: Services, target: Target, { failure, again }: Failed): void {
  const { log, report, prompts, home } = services;
  const { record, step, cause } = failure;
  const { facts, settings } = record;
  log.error(`Deploying ${settings.name} stopped at ${step}:`, failure);
  const previous = facts.templateWritten ? facts.previous : undefined;
  const subject = { target, endpointId: facts.endpointId ?? '', name: settings.name };
  const actions: Record<string, () => unknown> = {
    ...(previous?.release !== undefined && {
      'Roll Back': () =>
        releaseRollBack(services, {
          target: target.name,
          endpointId: facts.endpointId,
          release: previous.release,
        }),
    }),
    'Try Again': again,
    ...(cause instanceof BuildFailure && { 'Open Dockerfile': () => openDockerfile(cause.place) }),
    ...(step === 'build' && { 'Show Output': () => home.buildLog.show() }),
    ...(facts.templateWritten &&
      facts.endpointId &&
      failure.kind !== 'cancelled' && { Diagnose: () => endpointDiagnose(services, { subject }) }),
    ...(facts.endpointId && { 'Tail Logs': () => endpointTailLogs(services, { subject }) }),
  };
  const { message, remedy } = explain(failure);
  const isCancelled = failure.kind === 'cancelled';
  const words = [message, isCancelled ? undefined : remedy].filter(Boolean).join(' ');
  const tell = isCancelled ? prompts.tell : prompts.warn;
  tell(words, ...Object.keys(actions))
    .then(pressed => (pressed === undefined ? undefined : actions[pressed]?.()))
    .catch(error => report(error, 'Deployment'));
}
