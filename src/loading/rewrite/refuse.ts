// Refusing instead of guessing. A planner stops at the first thing in the way by throwing `Refused`; the door of this
// room (planSwitch.ts) turns it into a Refusal, so nothing outside ever sees it thrown.
import type { Node } from '../../python/node';
import type { Refusal } from '../report';

export class Refused extends Error {
  constructor(
    readonly path: string,
    readonly node: Node | undefined,
    readonly reason: string,
    readonly advice: string,
  ) {
    super(reason);
  }

  /** `entry` is what to point at when what stands in the way is nowhere in the file of the entry. */
  toRefusal(entry: { readonly path: string; readonly node: Node }): Refusal {
    const { path, node } = this.node ? { path: this.path, node: this.node } : entry;
    return {
      kind: 'refused',
      path,
      range: node.range,
      reason: `Line ${node.line + 1}: ${this.reason}`,
      advice: this.advice,
    };
  }
}
