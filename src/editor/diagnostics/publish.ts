// Problems of the workers, as VS Code shows them. A file that has none any more is cleared; one whose problems are what
// they were is left alone, so that an open quick-fix menu stays open.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Diagnostic, Severity } from '../../rules/rule';
import { toRange } from '../adapters/ranges';
import type { Settings } from '../adapters/settings';
import type { Workers } from '../workers/workers';
import { rulePage } from './rulePages';

export const source = 'RunPod';

export const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function publishDiagnostics(workers: Workers, settings: Settings): DisposableStore {
  const store = new DisposableStore();
  const collection = store.add(vscode.languages.createDiagnosticCollection('runpod'));
  const published = new Map<string, string>();
  const publish = () => {
    const byPath = problemsByPath(workers, settings);
    for (const path of [...published.keys()].filter(path => !byPath.has(path))) {
      collection.delete(vscode.Uri.file(path));
      published.delete(path);
    }
    for (const [path, list] of byPath) {
      const state = stateOf(list);
      if (published.get(path) === state) continue;
      collection.set(vscode.Uri.file(path), list.map(shown));
      published.set(path, state);
    }
  };
  store.add(workers.onChange(publish));
  store.add(settings.onChange(['runpod.diagnostics.enable'], publish));
  return store;
}

function problemsByPath(workers: Workers, settings: Settings): Map<string, Diagnostic[]> {
  const byPath = new Map<string, Diagnostic[]>();
  for (const one of (workers.all ?? []).flatMap(({ diagnostics }) => diagnostics)) {
    if (!settings.get('runpod.diagnostics.enable', one.path)) continue;
    byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
  }
  return byPath;
}

/** Equal for lists that VS Code would show alike. */
function stateOf(list: readonly Diagnostic[]): string {
  return JSON.stringify(list.map(({ code, severity, message, range }) => [code, severity, message, range]));
}

function shown(one: Diagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(one.range), one.message, severities[one.severity]);
  diagnostic.source = source;
  diagnostic.code = { value: one.code, target: rulePage(one.code, one.name) };
  return diagnostic;
}
