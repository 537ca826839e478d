// The extension hosts of one served VS Code, which name its profile: what a test may kill.
import { readdirSync, readFileSync } from 'node:fs';

/** Their pids. */
export function extensionHosts(profile: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return command.includes('type=extensionHost') && environment.includes(profile);
      } catch {
        return false;
      }
    })
    .map(Number);
}
