// What a command declares about itself: title, icon, and every place where it is offered.
import { all, type When } from './when';

export interface Placement {
  readonly menu: 'view/title' | 'view/item/context' | 'editor/title' | 'explorer/context';
  readonly when: When;
  readonly group: string;
}

export interface CommandSpec {
  /** Sentence for the palette; ends in … when it asks before it acts. */
  readonly title: string;
  /** A codicon. */
  readonly icon?: string;
  /** Where the palette offers it: a condition, `always`, or `never` for commands that need a subject. */
  readonly palette: When | 'always' | 'never';
  readonly places?: readonly Placement[];
  /** One sentence for the README. */
  readonly about: string;
}

/** A button in the title bar of a view. */
export function titleOf(viewId: `runpod.${string}`, order: number, condition?: When): Placement {
  const here = `view == ${viewId}` as When;
  return { menu: 'view/title', when: condition ? all(here, condition) : here, group: `navigation@${order}` };
}

/** A button that appears on the tree item under the pointer. */
export function inline(when: When, order: number): Placement {
  return { menu: 'view/item/context', when, group: `inline@${order}` };
}

/** An entry of a tree item's context menu; groups are sorted by name. */
export function context(when: When, group: string): Placement {
  return { menu: 'view/item/context', when, group };
}
