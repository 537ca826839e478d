// Copies the id of an endpoint.
import * as vscode from 'vscode';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const endpointCopyId: Command = async (services, given) => {
  const { endpointId } = await chooseEndpoint(services, given, 'Copy Endpoint ID');
  await vscode.env.clipboard.writeText(endpointId);
  vscode.window.setStatusBarMessage(`Copied ${endpointId}`, 3000);
};
