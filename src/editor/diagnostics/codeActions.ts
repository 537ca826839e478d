// Quick fixes, `source.fixAll.runpod`, "ignore here" and "explain", from the fixes that rules carry.
import * as vscode from 'vscode';
import { LineIndex } from '../../base/text';
import { applyFixes } from '../../flows/applyFixes';
import { widenFix } from '../../flows/widenFix';
import type { CommandId } from '../../manifest/commands';
import { pinTitle } from '../../rules/mutable-tag/pinTitle';
import type { Diagnostic, Fix } from '../../rules/rule';
import { toRange, toTextEdit, toWorkspaceEdit } from '../adapters/ranges';
import type { Workers } from '../workers/workers';
import { ignoreEdit } from './ignoreEdit';
import { source } from './publish';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('runpod');

export function registerCodeActions(workers: Workers): vscode.Disposable {
  const kinds = [vscode.CodeActionKind.QuickFix, fixAllKind];
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    { provideCodeActions: (document, range, context) => actionsOf(workers, { document, range, context }) },
    { providedCodeActionKinds: kinds },
  );
}

interface Request {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly context: vscode.CodeActionContext;
}

function actionsOf(workers: Workers, { document, range, context }: Request): vscode.CodeAction[] {
  const all = (workers.all ?? []).flatMap(({ diagnostics }) => diagnostics);
  const inFile = all.filter(one => one.path === document.uri.fsPath);
  if (context.only?.contains(fixAllKind)) return fixAll(document, inFile);
  const lines = new LineIndex(document.getText());
  return inFile
    .filter(one => toRange(one.range).intersection(range))
    .flatMap(one => quickFixes(one, { document, context, lines, all }));
}

interface Around {
  readonly lines: LineIndex;
  /** Of the whole workspace. */
  readonly all: readonly Diagnostic[];
}

function quickFixes(
  one: Diagnostic,
  { document, context, lines, all }: Pick<Request, 'document' | 'context'> & Around,
): vscode.CodeAction[] {
  const shown = context.diagnostics.filter(
    other => other.source === source && codeOf(other) === one.code && other.range.isEqual(toRange(one.range)),
  );
  const make = (title: string, edit?: vscode.WorkspaceEdit) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [...shown];
    if (edit) action.edit = edit;
    return action;
  };
  const fixes = one.fixes.map(own => {
    const fix = widenFix(own, all);
    const action = make(fix.title, toWorkspaceEdit(fix.edits));
    action.isPreferred = fix.preferred;
    return action;
  });
  const asked = one.image === undefined ? [] : [pinAction(one.path, one.image, make)];
  const line = one.range.start.line;
  const silence = ignoreEdit(lines, document.fileName, { code: one.code, line });
  const ignores = silence
    ? [make(`Ignore ${one.code} here`, single(document.uri, [toTextEdit(silence)]))]
    : [];
  const explain = make(`Explain ${one.code} ${one.name}`);
  const command: CommandId = 'runpod.rule.explain';
  explain.command = { command, title: explain.title, arguments: [{ code: one.code, name: one.name }] };
  return [...fixes, ...asked, ...ignores, explain];
}

/** Asks the registry when it is chosen. */
function pinAction(
  path: string,
  image: string,
  make: (title: string) => vscode.CodeAction,
): vscode.CodeAction {
  const action = make(pinTitle(image));
  const command: CommandId = 'runpod.image.pin';
  action.command = { command, title: action.title, arguments: [{ path, image }] };
  return action;
}

/** The preferred fixes of a file that stay within it, as one edit. */
function fixAll(document: vscode.TextDocument, found: readonly Diagnostic[]): vscode.CodeAction[] {
  const path = document.uri.fsPath;
  const isHere = (fix: Fix) => fix.preferred && fix.edits.every(edit => edit.path === path);
  const fixes = found.flatMap(one => one.fixes.filter(isHere).slice(0, 1));
  const before = document.getText();
  const after = applyFixes(new Map([[path, before]]), fixes).get(path);
  if (after === undefined) return [];
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
  const action = new vscode.CodeAction('Fix all RunPod problems', fixAllKind);
  action.edit = single(document.uri, [vscode.TextEdit.replace(whole, after)]);
  return [action];
}

function single(uri: vscode.Uri, edits: vscode.TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, edits);
  return edit;
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}
