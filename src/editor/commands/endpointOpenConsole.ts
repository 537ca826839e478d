// Opens an endpoint, or the list of them, on runpod.io.
import * as vscode from 'vscode';
import { type EndpointSubject, subjectOf } from '../subject';
import type { Command } from './command';

export const endpointOpenConsole: Command = ({ settings }, given) => {
  const endpointId = subjectOf<Partial<EndpointSubject>>(given)?.endpointId;
  const base = `${settings.get('runpod.consoleUrl').replace(/\/+$/, '')}/serverless`;
  const page = endpointId ? `${base}/user/endpoint/${encodeURIComponent(endpointId)}` : base;
  return vscode.env.openExternal(vscode.Uri.parse(page));
};
