// The extension hosts of one served VS Code, for a test to kill: children of the server that was started with its
// profile. Finding none is an error: a kill that kills nobody would prove nothing.
import { readdirSync, readFileSync } from 'node:fs';

/** Kills them as a crash does, and says how many there were. */
export function killExtensionHosts(profile: string): number {
  const all = processes();
  const servers = all.filter(({ command }) => command.includes('server-main') && command.includes(profile));
  const ids = new Set(servers.map(({ pid }) => pid));
  const hosts = all.filter(
    ({ command, parent }) => command.includes('--type=extensionHost') && ids.has(parent),
  );
  if (hosts.length === 0) throw new Error(`No extension host belongs to ${profile}.`);
  for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
  return hosts.length;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
}
