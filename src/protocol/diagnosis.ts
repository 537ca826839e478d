// Messages of the diagnosis panel. The host sends whole snapshots; the panel sends what was pressed.
import { isRecord } from '../base/json';
import type { FileLink } from './logs';

export interface ShownProof {
  /** Where it was seen: log, workers, job … */
  readonly from: string;
  readonly text: string;
  readonly workerId?: string | undefined;
  /** A file of the workspace that it names. */
  readonly file?: FileLink | undefined;
}

export interface ShownFinding {
  readonly title: string;
  readonly summary: string;
  readonly certainty: 'certain' | 'likely' | 'possible';
  readonly proof: readonly ShownProof[];
  /** `button` is set when we can do it. */
  readonly remedies: readonly { readonly text: string; readonly button?: string | undefined }[];
}

export interface DiagnosisSnapshot {
  readonly endpointName: string;
  readonly targetName: string;
  readonly state: 'examining' | 'failed' | 'healthy' | 'waiting' | 'sick' | 'unsure';
  readonly summary: string;
  /** The cause first; when unsure, the candidates. */
  readonly findings: readonly ShownFinding[];
  /** When it was looked, as a local time; empty while examining. */
  readonly lookedAt: string;
}

export type DiagnosisMessage =
  | 'ready'
  | 'again'
  | 'copy'
  | { readonly kind: 'remedy'; readonly finding: number; readonly remedy: number }
  | ({ readonly kind: 'file' } & FileLink)
  | { readonly kind: 'log'; readonly workerId: string };

/** The validator of what arrives from the panel. */
export function isDiagnosisMessage(message: unknown): message is DiagnosisMessage {
  if (message === 'ready' || message === 'again' || message === 'copy') return true;
  if (!isRecord(message)) return false;
  if (message.kind === 'log') return typeof message.workerId === 'string';
  if (message.kind === 'file') return typeof message.path === 'string' && Number.isInteger(message.line);
  return message.kind === 'remedy' && Number.isInteger(message.finding) && Number.isInteger(message.remedy);
}
