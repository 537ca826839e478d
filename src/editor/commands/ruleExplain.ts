// Opens the page of a rule, rendered.
import * as vscode from 'vscode';
import { rulePage } from '../diagnostics/rulePages';
import { optionsOf } from '../subject';
import type { Command } from './command';

export const ruleExplain: Command = (_services, given) => {
  const { code, name } = optionsOf(given);
  return vscode.commands.executeCommand('markdown.showPreview', rulePage(String(code), String(name)));
};
