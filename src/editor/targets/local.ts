// Local RunPod from the editor's side: finds the one of this machine's state folder, starts and stops it.

import type { FaultsApi } from '../../api/localFaults';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';
import { AppError } from '../../base/errors';
import type { Logger } from '../../base/log';
import type { LocalRunPodInfo } from '../../wire/localRunPod';
import type { Settings } from '../adapters/settings';
import type { Env } from './connect';

export interface LocalOptions {
  readonly stateFolder: () => Promise<string>;
  /** Absolute path of `dist/emulator.js`. */
  readonly emulatorScript: string;
  readonly env: Env;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly isTrusted: () => boolean;
  readonly log: Logger;
  readonly userAgent: string;
}

export class Local implements Disposable {
  private readonly changed = new Emitter<void>();
  private starting = false;
  readonly onChange: Event<void> = this.changed.event;

  constructor(private readonly options: LocalOptions) {}

  get isStarting(): boolean {
    return this.starting;
  }

  async find(): Promise<LocalRunPodInfo | undefined> {
    const { findLocalRunPod } = await import('../../flows/localRunPod');
    return findLocalRunPod(await this.options.stateFolder());
  }

  /** What is broken on purpose. Throws `refused` while it does not run. */
  async faults(): Promise<FaultsApi> {
    const info = await this.find();
    if (!info) {
      throw new AppError('refused', 'Local RunPod is not running.', {
        remedy: 'Run "RunPod: Start Local RunPod".',
      });
    }
    const { createFaults } = await import('../../api/localFaults');
    const { clock, log, userAgent } = this.options;
    return createFaults(info.url, { key: info.key, clock, log, userAgent });
  }

  async start(signal: AbortSignal): Promise<LocalRunPodInfo> {
    const { emulatorScript, env, clock, settings, isTrusted } = this.options;
    if (!isTrusted()) {
      throw new AppError('refused', 'Local RunPod runs code of the workspace, which is not trusted yet.', {
        remedy: 'Trust the workspace first: run "Workspaces: Manage Workspace Trust".',
      });
    }
    const { startLocalRunPod } = await import('../../flows/localRunPod');
    const port = settings.get('runpod.local.port');
    const python = settings.get('runpod.pythonPath') || undefined;
    const stateFolder = await this.options.stateFolder();
    this.setStarting(true);
    try {
      return await startLocalRunPod({ stateFolder, emulatorScript, port, python }, { clock, env }, signal);
    } finally {
      this.setStarting(false);
    }
  }

  async stop(): Promise<'stopped' | 'not-running'> {
    const { stopLocalRunPod } = await import('../../flows/localRunPod');
    return stopLocalRunPod(await this.options.stateFolder(), { clock: this.options.clock });
  }

  dispose(): void {
    this.changed.dispose();
  }

  private setStarting(starting: boolean): void {
    this.starting = starting;
    this.changed.fire();
  }
}
