// Deployments that ended without an end: their process is gone (killed, reloaded, switched off) while the journal says
// that they run. Where they stand is asked of RunPod, because a write may have arrived without its note.
import type { Cloud } from '../api/cloud';
import type { DeployFacts, DeployJournal, DeployRecord } from './deployRecord';
import { findEndpoint } from './deployTarget';

/** Newest first. A deployment that another living process works on is not interrupted. */
export async function interruptedDeploys(
  journal: DeployJournal,
  isAlive: (pid: number) => boolean,
): Promise<readonly DeployRecord[]> {
  const records = await journal.list();
  return records.filter(
    ({ outcome, owner }) => outcome === 'running' && (owner === undefined || !isAlive(owner)),
  );
}

/** Notes it as interrupted, so that it is told once. It can still be resumed. */
export async function closeInterrupted(journal: DeployJournal, record: DeployRecord): Promise<DeployRecord> {
  const closed = { ...record, outcome: 'interrupted' as const };
  await journal.save(closed);
  return closed;
}

/** The record with what RunPod really has. Throws what the account says when it cannot be asked. */
export async function trueState(
  record: DeployRecord,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<DeployRecord> {
  const { facts, settings } = record;
  const found = await findEndpoint(cloud.endpoints, settings, signal ?? new AbortController().signal);
  if (!found) return { ...record, facts: { ...facts, ...(await ofTemplate(record, cloud)) } };
  const isOurs = facts.image !== undefined && found.template?.imageName === facts.image;
  // An endpoint that had this image before was not changed by us.
  const isNew = facts.previous?.image !== facts.image;
  return {
    ...record,
    facts: {
      ...facts,
      endpointId: found.id,
      templateId: found.templateId ?? facts.templateId,
      templateWritten: isOurs && isNew,
    },
  };
}

/** Without an endpoint there may still be the template of one. */
async function ofTemplate({ facts, settings }: DeployRecord, cloud: Cloud): Promise<DeployFacts> {
  const templates = await cloud.templates.list();
  const ours = templates.find(({ name, imageName }) => name === settings.name && imageName === facts.image);
  return ours ? { templateId: ours.id, templateWritten: true } : { templateWritten: false };
}
