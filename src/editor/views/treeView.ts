// The one tree provider: keeps the nodes of the last drawing and redraws only those that look different now.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { ViewId } from '../../manifest/views';
import { faceOf, type TreeNode } from './node';

type Changed = readonly TreeNode[] | 'all';

export class TreeView implements vscode.TreeDataProvider<TreeNode>, Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  private readonly shown = new Map<string, TreeNode>();
  private readonly parents = new Map<string, TreeNode>();
  private roots: readonly TreeNode[] = [];
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<TreeNode>;

  constructor(id: ViewId) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
  }

  /** Shows `roots`; nodes keep their identity by id, so that selection and opened folders stay. */
  show(roots: readonly TreeNode[]): void {
    const before = new Map(this.shown);
    const sameRoots = sameIds(this.roots, roots);
    this.shown.clear();
    this.parents.clear();
    this.roots = roots.map(node => this.keep(node, before));
    const changes = sameRoots ? this.roots.flatMap(node => changesOf(node, before)) : 'all';
    this.fire(changes);
  }

  getTreeItem(given: TreeNode): vscode.TreeItem {
    const node = this.shown.get(given.id) ?? given;
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const state = node.children?.length ? (node.open === 'expanded' ? Expanded : Collapsed) : None;
    const item = new vscode.TreeItem(node.label, state);
    item.id = node.id;
    if (node.description) item.description = node.description;
    if (node.tooltip) item.tooltip = new vscode.MarkdownString(node.tooltip);
    if (node.icon) item.iconPath = icon(node);
    if (node.context) item.contextValue = node.context;
    if (node.click) {
      const { command, argument } = node.click;
      item.command = {
        command,
        title: node.label,
        arguments: Array.isArray(argument) ? argument : [argument ?? node],
      };
    }
    item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
    return item;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    const current = node && (this.shown.get(node.id) ?? node);
    return [...((current ? current.children : this.roots) ?? [])];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.parents.get(node.id);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private keep(node: TreeNode, before: ReadonlyMap<string, TreeNode>, parent?: TreeNode): TreeNode {
    const kept = { ...node };
    this.shown.set(node.id, kept);
    if (parent) this.parents.set(node.id, parent);
    return Object.assign(kept, { children: node.children?.map(child => this.keep(child, before, kept)) });
  }

  private fire(changes: Changed): void {
    if (changes === 'all') this.changed.fire(undefined);
    else if (changes.length > 0) this.changed.fire([...changes]);
  }
}

/** The highest nodes below (and with) `node` that look different from `before`. */
export function changesOf(node: TreeNode, before: ReadonlyMap<string, TreeNode>): TreeNode[] {
  const old = before.get(node.id);
  if (!old || faceOf(old) !== faceOf(node) || !sameIds(old.children ?? [], node.children ?? []))
    return [node];
  return (node.children ?? []).flatMap(child => changesOf(child, before));
}

function sameIds(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node.id === b[index]?.id);
}

function icon({ icon: name = 'circle', color }: TreeNode): vscode.ThemeIcon {
  return color ? new vscode.ThemeIcon(name, new vscode.ThemeColor(color)) : new vscode.ThemeIcon(name);
}
