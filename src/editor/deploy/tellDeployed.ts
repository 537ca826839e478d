// What came of a deployment, with the seconds of each step and the next thing to do.
import { duration } from '../../base/words';
import type { DeployResult } from '../../flows/deploy';
import { savingsWords } from '../../flows/splitSavings';
import type { Target } from '../../flows/target';
import { parseFolderImage } from '../../wire/folderImage';
import { targetTitle } from '../commands/choose';
import { endpointTailLogs } from '../commands/endpointTailLogs';
import { jobRun } from '../commands/jobRun';
import type { Services } from '../services';
import type { EndpointSubject } from '../subject';

interface Deployed {
  readonly name: string;
  readonly result: DeployResult;
}

export function tellDeployed(services: Services, target: Target, { name, result }: Deployed): void {
  const subject: EndpointSubject = { target, endpointId: result.endpointId, name };
  const next = { 'Run Test Job': jobRun, 'Tail Logs': endpointTailLogs };
  for (const warning of result.warnings) services.log.warn(warning);
  services.prompts
    .tell(deployedWords(targetTitle(target), name, result), ...Object.keys(next))
    .then(pressed => next[pressed as keyof typeof next]?.(services, { subject }))
    .catch(error => services.report(error, 'After the deployment'));
}

export function deployedWords(
  where: string,
  name: string,
  { image, seconds, savings, verdict, warnings }: DeployResult,
): string {
  const steps = Object.entries(seconds).map(([step, took]) => `${step} ${duration(took * 1000)}`);
  const how = parseFolderImage(image) ? ' It runs the folder as a process; no image was built.' : '';
  const saved = savings ? ` ${savingsWords(savings)}` : '';
  const notes = warnings.length > 0 ? ` Note: ${warnings.join(' ')}` : '';
  return `Deployed ${name} to ${where} (${steps.join(', ')}). ${verdict}${saved}${how}${notes}`;
}
