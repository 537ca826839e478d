// Says why an endpoint or a job is stuck, in a panel. What this window knows of its jobs, logs and folder goes along.
import { systemClock } from '../../base/clock';
import { EndpointDiagnosis } from '../diagnosis/diagnosis';
import { knownHere } from '../diagnosis/knownHere';
import type { SessionJob } from '../jobs/job';
import { filesIn, openLinked } from '../logs/linkedFiles';
import { subjectOf } from '../subject';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const endpointDiagnose: Command = async (services, given) => {
  const job = jobOf(subjectOf(given));
  const subject = job?.subject ?? (await chooseEndpoint(services, given, 'Diagnose Endpoint'));
  const diagnosis = new EndpointDiagnosis(subject, {
    clock: systemClock,
    known: () => knownHere(services, subject, job),
    filesIn: text => filesIn(services.workers, text),
    openFile: ({ path, line }) => void openLinked(services.workers, path, line),
  });
  services.panels.showDiagnosis(diagnosis);
  return diagnosis.look();
};

/** The job of the tree item, where it is one. */
function jobOf(subject: unknown): SessionJob | undefined {
  return typeof subject === 'object' && subject !== null && 'snapshot' in subject
    ? (subject as SessionJob)
    : undefined;
}
