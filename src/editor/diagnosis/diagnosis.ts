// One examination of an endpoint, and again when asked: what the panel shows of it.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { explain, isCancelled } from '../../base/errors';
import type { Diagnosis, RemedyAction, Verdict } from '../../doctor/verdict';
import type { DiagnoseOptions } from '../../flows/diagnose';
import type { DiagnosisSnapshot, ShownFinding } from '../../protocol/diagnosis';
import type { EndpointSubject } from '../subject';
import { commandFor } from './remedyCommands';

export interface DiagnosisDeps {
  readonly clock: Clock;
  /** What is known beside what the platform says; asked anew for every look. */
  readonly known: () => Promise<Omit<DiagnoseOptions, 'endpointId'>>;
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
      this.set(this.shown(verdict.state, verdict.summary, findingsOf(verdict)));
      return verdict;
    } catch (error) {
      if (isCancelled(error)) return undefined;
      const { message, remedy } = explain(error);
      this.set(this.shown('failed', [message, remedy].filter(Boolean).join(' ')));
      return undefined;
    }
  }

  /** What a button stands for. */
  actionOf(finding: number, remedy: number): RemedyAction | undefined {
    return this.verdict && diagnosesOf(this.verdict)[finding]?.remedies[remedy]?.action;
  }

  dispose(): void {
    this.stop.abort();
    this.changed.dispose();
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

function findingsOf(verdict: Verdict): ShownFinding[] {
  return diagnosesOf(verdict).map(({ title, summary, certainty, proof, remedies }) => ({
    title,
    summary,
    certainty,
    proof: proof.map(({ from, text, workerId }) => ({ from, text, workerId })),
    remedies: remedies.map(({ text, action }) => ({ text, button: commandFor(action)?.label })),
  }));
}
