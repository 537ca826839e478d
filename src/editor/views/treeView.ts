// The one tree provider: shows nodes, and redraws only those that look different now. VS Code knows an item by the
// identity of its element, so there is one element per id for as long as the view lives.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { ViewId } from '../../manifest/views';
import { badgeUri } from './badges';
import { changedIds, type TreeNode } from './node';

/** What VS Code holds and commands are given. */
interface Element {
  readonly id: string;
  subject?: unknown;
}

export class TreeView implements vscode.TreeDataProvider<Element>, Disposable {
  private readonly changed = new vscode.EventEmitter<Element[] | undefined>();
  private readonly elements = new Map<string, Element>();
  private readonly nodes = new Map<string, TreeNode>();
  private readonly parents = new Map<string, string>();
  private roots: readonly TreeNode[] = [];
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<Element>;

  constructor(id: ViewId) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
  }

  show(roots: readonly TreeNode[]): void {
    const changes = changedIds(this.roots, roots);
    this.roots = roots;
    this.nodes.clear();
    this.parents.clear();
    for (const node of roots) this.learn(node);
    for (const id of [...this.elements.keys()]) if (!this.nodes.has(id)) this.elements.delete(id);
    if (changes === 'all') this.changed.fire(undefined);
    else if (changes.length > 0) this.changed.fire(changes.map(id => this.elementOf(id)));
  }

  getTreeItem({ id }: Element): vscode.TreeItem {
    const node = this.nodes.get(id);
    return node ? itemOf(node, this.elementOf(id)) : new vscode.TreeItem('');
  }

  getChildren(element?: Element): Element[] {
    const nodes = element ? this.nodes.get(element.id)?.children : this.roots;
    return (nodes ?? []).map(({ id }) => this.elementOf(id));
  }

  getParent({ id }: Element): Element | undefined {
    const parent = this.parents.get(id);
    return parent === undefined ? undefined : this.elementOf(parent);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private learn(node: TreeNode): void {
    this.nodes.set(node.id, node);
    this.elementOf(node.id).subject = node.subject;
    for (const child of node.children ?? []) {
      this.parents.set(child.id, node.id);
      this.learn(child);
    }
  }

  private elementOf(id: string): Element {
    const element = this.elements.get(id) ?? { id };
    this.elements.set(id, element);
    return element;
  }
}

function itemOf(node: TreeNode, element: Element): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const state = node.children?.length ? (node.open === 'expanded' ? Expanded : Collapsed) : None;
  const item = new vscode.TreeItem(node.label, state);
  item.id = node.id;
  if (node.description) item.description = node.description;
  if (node.tooltip) item.tooltip = new vscode.MarkdownString(node.tooltip);
  if (node.icon) item.iconPath = icon(node);
  if (node.badge) item.resourceUri = badgeUri(node.id, node.badge);
  if (node.context) item.contextValue = node.context;
  if (node.click) {
    const { command, argument } = node.click;
    item.command = {
      command,
      title: node.label,
      arguments: Array.isArray(argument) ? argument : [argument ?? element],
    };
  }
  item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
  return item;
}

function icon({ icon: name = 'circle', color }: TreeNode): vscode.ThemeIcon {
  return color ? new vscode.ThemeIcon(name, new vscode.ThemeColor(color)) : new vscode.ThemeIcon(name);
}
