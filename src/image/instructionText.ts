// The text of an instruction as builders repeat it: continued lines joined, spaces single. What a builder printed is
// compared with what stands in the Dockerfile.
import type { Instruction } from 'dockerfile-ast';

export function squeeze(text: string): string {
  return text
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `RUN pip install x`, on one line. */
export function writtenAs(instruction: Instruction): string {
  return squeeze(`${instruction.getKeyword()} ${instruction.getArgumentsContent() ?? ''}`);
}

/** Builders cut long steps short, so the start decides. */
export function sameStart(instruction: Instruction, step: string): boolean {
  const written = writtenAs(instruction);
  const ran = squeeze(step);
  return written === ran || (ran.length > 12 && written.startsWith(ran.slice(0, 40)));
}
