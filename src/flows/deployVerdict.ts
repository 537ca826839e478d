// The verdict at the end of a deployment: what is known to work, by what was tried, and no more than that.
import { duration } from '../base/words';
import type { StepOutcome } from './deployContext';
import type { DeployRecord } from './deployRecord';

export function verdictOf(
  { facts }: DeployRecord,
  { ping, testJob }: Pick<StepOutcome, 'ping' | 'testJob'>,
): string {
  const what = facts.release === undefined ? 'The release' : `Release ${facts.release}`;
  const job = testJob && `its test job was done in ${duration(testJob.totalMs)}`;
  if (ping?.ok) {
    const answered = `it answered a ping in ${duration(ping.totalMs)}`;
    return `${what} works: ${[answered, job].filter(Boolean).join(', ')}.`;
  }
  if (job) return `${what} works: ${job}.`;
  return ping ? `${what} runs; its handler does not know the ping.` : `${what} is rolled out.`;
}
