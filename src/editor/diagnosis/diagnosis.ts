// One examination of an endpoint, and again when asked: what the panel shows of it.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import type { Diagnosis, Proof, RemedyAction, Verdict } from '../../doctor/verdict';
import type { DiagnoseOptions } from '../../flows/diagnose';
import type { DiagnosisSnapshot, ShownFinding, ShownProof } from '../../protocol/diagnosis';
import type { FileLink } from '../../protocol/logs';
import type { EndpointSubject } from '../subject';
import { commandFor } from './remedyCommands';

export interface DiagnosisDeps {
  readonly clock: Clock;
  /** What is known beside what the platform says; asked anew for every look. */
  readonly known: () => Promise<Omit<DiagnoseOptions, 'endpointId'>>;
  /** The files of the workspace that a line of a log names. */
  readonly filesIn: (text: string) => Promise<readonly FileLink[]>;
  readonly openFile: (file: FileLink) => void;
}

export class EndpointDiagnosis implements Disposable {
  private readonly changed = new Emitter<void>();
  private stop = new AbortController();
  private verdict: Verdict | undefined;
  readonly onChange: Event<void> = this.changed.event;
  snapshot: DiagnosisSnapshot;

  constructor(
    readonly subject: EndpointSubject,
    private readonly deps: DiagnosisDeps,
  ) {
    this.snapshot = this.shown('examining', 'Reading counters, workers, logs and jobs…');
  }

  /** Looks; a look under way ends. Never throws. Answers the verdict, or undefined without one. */
  async look(): Promise<Verdict | undefined> {
    this.stop.abort();
    const { signal } = (this.stop = new AbortController());
    this.set(this.shown('examining', 'Reading counters, workers, logs and jobs…'));
    try {
      const { diagnoseEndpoint } = await import('../../flows/diagnose');
      const { target, endpointId } = this.subject;
      const asked = { endpointId, ...(await this.deps.known()) };
      const { verdict } = await diagnoseEndpoint(target.cloud, asked, { clock: this.deps.clock }, signal);
      this.verdict = verdict;
      this.set(this.shown(verdict.state, verdict.summary, await this.findingsOf(verdict)));
      return verdict;
    } catch (error) {
      if (isCancelled(error)) return undefined;
      const { message, remedy } = explain(error);
      this.set(this.shown('failed', [message, remedy].filter(Boolean).join(' ')));
      return undefined;
    }
  }

  openFile(file: FileLink): void {
    this.deps.openFile(file);
  }

  /** What a button stands for. */
  actionOf(finding: number, remedy: number): RemedyAction | undefined {
    return this.verdict && diagnosesOf(this.verdict)[finding]?.remedies[remedy]?.action;
  }

  dispose(): void {
    this.stop.abort();
    this.changed.dispose();
  }

  private findingsOf(verdict: Verdict): Promise<ShownFinding[]> {
    return Promise.all(
      diagnosesOf(verdict).map(async ({ title, summary, certainty, proof, remedies }) => ({
        title,
        summary,
        certainty,
        proof: await Promise.all(proof.map(one => this.shownProof(one))),
        remedies: remedies.map(({ text, action }) => ({ text, button: commandFor(action)?.label })),
      })),
    );
  }

  private async shownProof({ from, text, workerId }: Proof): Promise<ShownProof> {
    const [file] = from === 'log' || from === 'job' ? await this.deps.filesIn(text) : [];
    return { from, text, workerId, file };
  }

  private set(snapshot: DiagnosisSnapshot): void {
    this.snapshot = snapshot;
    this.changed.fire();
  }

  private shown(
    state: DiagnosisSnapshot['state'],
    summary: string,
    findings: readonly ShownFinding[] = [],
  ): DiagnosisSnapshot {
    const { target, name } = this.subject;
    const lookedAt =
      state === 'examining'
        ? ''
        : new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(this.deps.clock.now());
    const targetName = target.kind === 'local' ? 'Local RunPod' : target.name;
    return { endpointName: name, targetName, state, summary, findings, lookedAt };
  }
}

function diagnosesOf({ diagnosis, others }: Verdict): readonly Diagnosis[] {
  return diagnosis ? [diagnosis, ...others] : others;
}
