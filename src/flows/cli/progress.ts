// Progress for a terminal: a line when something new is said, and now and then while only its numbers change.
import type { Progress } from '../../base/ports';
import { type CliIo, remark } from './io';

const reminderMs = 15_000;

export function cliProgress(io: CliIo): Progress {
  let said = '';
  let saidMs = Number.NEGATIVE_INFINITY;
  return {
    report({ message }) {
      const gist = message.replace(/[\d.]+/g, '');
      if (gist === said && io.clock.now() - saidMs < reminderMs) return;
      said = gist;
      saidMs = io.clock.now();
      remark(io, `  ${message}`);
    },
  };
}
