// Finds processes that outlived the demo: whatever runs in its folder, or names it on its command line.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One line for each such process, with its id; on Windows nothing is looked for. */
export function processesOf(folder: string): string[] {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') {
    const listing = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
    return listing.split('\n').filter(line => line.includes(folder));
  }
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const cwd = readlinkSync(`/proc/${pid}/cwd`);
        return cwd.startsWith(folder) || line.includes(folder) ? [`${pid} ${line} (in ${cwd})`] : [];
      } catch {
        // It ended while we looked, or belongs to somebody else.
        return [];
      }
    });
}
