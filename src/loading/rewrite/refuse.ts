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

  toRefusal(): Refusal {
    const at = this.node ? `Line ${this.node.line + 1}: ` : '';
    return {
      kind: 'refused',
      path: this.path,
      range: this.node?.range,
      reason: at + this.reason,
      advice: this.advice,
    };
  }
}
