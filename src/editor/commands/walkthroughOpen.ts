// Opens the walkthrough.
import * as vscode from 'vscode';
import { walkthroughId } from '../../manifest/walkthrough';
import type { Command } from './command';

export const walkthroughOpen: Command = ({ home }) =>
  vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    `${home.extensionId}#${walkthroughId}`,
    false,
  );
