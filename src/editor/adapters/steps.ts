// Questions that follow each other, with a way back: VS Code's arrow, or its key (Alt+Left, Ctrl+Alt+- on Linux), asks the
// one before again.

/** Thrown by a question that offers the way back, when somebody takes it. */
export class WentBack extends Error {}

/** Whether a question offers the way to the one before. */
export interface Back {
  readonly back?: true;
}

/** Answers what it found out, or `skip` when there is nothing to ask. `known` holds earlier answers, its own too. */
export type Step<A extends object> = (known: Partial<A>, offer: Back) => Promise<Partial<A> | 'skip'>;

/** Asks from the first to the last. What ends a question otherwise than by an answer ends them all. */
export async function inSteps<A extends object>(steps: readonly Step<A>[]): Promise<Partial<A>> {
  const asked: number[] = [];
  let known: Partial<A> = {};
  for (let at = 0; at < steps.length; ) {
    try {
      const answer = await steps[at]?.(known, asked.length > 0 ? { back: true } : {});
      if (answer !== 'skip') {
        asked.push(at);
        known = { ...known, ...answer };
      }
      at++;
    } catch (error) {
      const before = asked.pop();
      if (!(error instanceof WentBack) || before === undefined) throw error;
      at = before;
    }
  }
  return known;
}
