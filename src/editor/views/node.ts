// A tree item as data. Trees are pure functions from what is known to nodes; one generic provider shows them.
import type { CommandId } from '../../manifest/commands';

export type NodeColor =
  | 'testing.iconPassed'
  | 'charts.blue'
  | 'list.warningForeground'
  | 'list.errorForeground'
  | 'descriptionForeground';

export interface TreeNode {
  /** Unique in its tree, and the same for the same thing. */
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** Markdown. */
  readonly tooltip?: string | undefined;
  /** A codicon. */
  readonly icon?: string | undefined;
  readonly color?: NodeColor | undefined;
  /** One character at the end of the line, which takes the colour of it. */
  readonly badge?: { readonly text: string; readonly color: NodeColor; readonly tooltip: string } | undefined;
  /** From `contextValue` of the manifest. */
  readonly context?: string | undefined;
  /** What commands are given. */
  readonly subject?: unknown;
  readonly open?: 'expanded' | 'collapsed' | undefined;
  /** What a click does. */
  readonly click?: { readonly command: CommandId | 'vscode.open'; readonly argument: unknown } | undefined;
  readonly children?: readonly TreeNode[] | undefined;
}

/** The ids of the highest nodes that look different in `after`; `all` when the roots themselves came, went or moved. */
export function changedIds(
  before: readonly TreeNode[],
  after: readonly TreeNode[],
): readonly string[] | 'all' {
  if (!sameIds(before, after)) return 'all';
  return after.flatMap((node, index) => changesOf(before[index] ?? node, node));
}

function changesOf(before: TreeNode, after: TreeNode): readonly string[] {
  const inside = changedIds(before.children ?? [], after.children ?? []);
  return inside === 'all' || faceOf(before) !== faceOf(after) ? [after.id] : inside;
}

/** What can be seen of a node itself, children left out. */
function faceOf({ children: _children, subject: _subject, click: _click, ...face }: TreeNode): string {
  return JSON.stringify(face);
}

function sameIds(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node.id === b[index]?.id);
}

/** A line that tells of a state: loading, nothing there, an error. */
export function messageNode(id: string, label: string, icon: string, more: Partial<TreeNode> = {}): TreeNode {
  return { id, label, icon, ...more };
}
