// Deployments that ended without an end: their process is gone (killed, reloaded, switched off) while the journal says
// that they run. Where they stand is asked of RunPod, because a write may have arrived without its note.
import type { Cloud } from '../api/cloud';
import { isAppError } from '../base/errors';
import type { DeployFacts, DeployJournal, DeployRecord, DeployStepName } from './deployRecord';
import { findEndpoint } from './deployTarget';

/**
 * Newest first. A deployment that another living process works on is not interrupted, and one that a later deployment of
 * the same endpoint took the place of is of no interest any more.
 */
export async function interruptedDeploys(
  journal: DeployJournal,
  isAlive: (pid: number) => boolean,
): Promise<readonly DeployRecord[]> {
  const records = await journal.list();
  const subjectOf = ({ target, settings }: DeployRecord) => `${target}\n${settings.name}`;
  const isLatest = (record: DeployRecord) =>
    records.find(each => subjectOf(each) === subjectOf(record))?.id === record.id;
  return records.filter(
    record =>
      record.outcome === 'running' &&
      (record.owner === undefined || !isAlive(record.owner)) &&
      isLatest(record),
  );
}

/** Notes it as interrupted, so that it is told once. It can still be resumed. */
export async function closeInterrupted(journal: DeployJournal, record: DeployRecord): Promise<DeployRecord> {
  const closed = { ...record, outcome: 'interrupted' as const };
  await journal.save(closed);
  return closed;
}

/**
 * The record with what RunPod really has; steps whose work is not there any more wait again, so that resuming repeats
 * them. Throws what the account says when it cannot be asked.
 */
export async function trueState(
  record: DeployRecord,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<DeployRecord> {
  const { facts, settings } = record;
  const found = await stillThere(record, cloud, signal ?? new AbortController().signal);
  if (!found) {
    const { endpointId: _, ...without } = settings;
    const template = await ofTemplate(record, cloud);
    const gone = facts.templateWritten === true && !template.templateWritten;
    const kept: DeployFacts = { ...facts, ...template, endpointId: undefined, release: undefined, gone };
    return reopened({ ...record, settings: without, facts: kept }, 'template');
  }
  const isOurs = facts.image !== undefined && found.template?.imageName === facts.image;
  // An endpoint that had this image before was not changed by us.
  const isNew = facts.previous?.image !== facts.image;
  const real = {
    ...record,
    facts: {
      ...facts,
      endpointId: found.id,
      templateId: found.templateId ?? facts.templateId,
      templateWritten: isOurs && isNew,
    },
  };
  return isOurs ? real : reopened(real, 'template');
}

/** Undefined when it was deleted since, or never made. */
async function stillThere({ settings }: DeployRecord, cloud: Cloud, signal: AbortSignal) {
  try {
    return await findEndpoint(cloud.endpoints, settings, signal);
  } catch (error) {
    if (isAppError(error, 'not-found')) return undefined;
    throw error;
  }
}

function reopened(record: DeployRecord, from: DeployStepName): DeployRecord {
  const first = record.steps.findIndex(({ name }) => name === from);
  const steps = record.steps.map((step, at) =>
    at >= first && step.state === 'done' ? { name: step.name, state: 'waiting' as const } : step,
  );
  return { ...record, steps };
}

/** Without an endpoint there may still be the template of one. */
async function ofTemplate({ facts, settings }: DeployRecord, cloud: Cloud): Promise<DeployFacts> {
  const templates = await cloud.templates.list();
  const ours = templates.find(({ name, imageName }) => name === settings.name && imageName === facts.image);
  return ours ? { templateId: ours.id, templateWritten: true } : { templateWritten: false };
}
