// Push and pull with `docker` and `podman`, as data. The tools find logins by themselves, where `docker login`
// and `podman login` put them.
import { AppError } from '../../base/errors';
import { platform } from '../engine';
import { registryFailure } from '../registry/failure';
import type { CliCommand } from './command';
import { failureText, lastLine, type Tool } from './output';

export interface TransferOptions {
  readonly tool: Tool;
  readonly reference: string;
  /** A registry on this machine, which podman does not trust by itself. */
  readonly insecure: boolean;
}

/** Docker prints the digest last; podman writes it into `digestFile` only. */
export function pushCommand(
  options: TransferOptions & { readonly digestFile: string },
): CliCommand<string | undefined> {
  const { tool, reference, digestFile } = options;
  const podman = tool === 'podman';
  return {
    command: tool,
    args: ['push', ...(podman ? [...podmanTls(options), '--digestfile', digestFile] : []), reference],
    parse(output) {
      if (output.code !== 0) throw registryFailure('push', reference, failureText(output));
      return podman ? undefined : /digest: (sha256:[a-f0-9]{64}) size: \d+\s*$/m.exec(output.stdout)?.[1];
    },
  };
}

export function pullCommand(options: TransferOptions): CliCommand<void> {
  const { tool, reference } = options;
  return {
    command: tool,
    args: ['pull', `--platform=${platform}`, ...(tool === 'podman' ? podmanTls(options) : []), reference],
    parse(output) {
      if (output.code !== 0) throw registryFailure('pull', reference, failureText(output));
    },
  };
}

export function saveCommand(tool: Tool, reference: string, file: string): CliCommand<void> {
  return {
    command: tool,
    args: ['save', '--output', file, reference],
    parse(output) {
      if (output.code === 0) return;
      throw new AppError('not-found', `${tool} cannot hand out ${reference}: ${lastLine(output)}`);
    },
  };
}

function podmanTls({ insecure }: TransferOptions): string[] {
  return insecure ? ['--tls-verify=false'] : [];
}
