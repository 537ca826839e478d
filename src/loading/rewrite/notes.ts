// Words that will lie after a switch: strings, docstrings and comments that tell how the model is loaded. They are
// shown beside the diff, never rewritten.
import type { ProgramFile } from '../../project/program';
import type { SwitchEdits, SwitchTarget } from '../report';

const lies: Readonly<Record<SwitchTarget, RegExp>> = {
  lazy: /\bpre-?load|\bwarm(?:ed)?[ -]?(?:load|start)|\bloaded (?:once )?(?:at|on|during) (?:start-?up|import|boot|start)|\b(?:at|on|during) (?:container |worker )?(?:start-?up|cold start)|\bbefore (?:the )?(?:first|start|worker takes)|\bonce at (?:start|import)/i,
  warm: /\blaz(?:y|ily)|\b(?:on|in|by|during|until|with) (?:the )?first (?:request|job|call|use|run|inference)|\bfirst (?:request|job) (?:detected|loads|pays)|\bon[ -]demand/i,
};

/** Ranges are those of the text before the switch. `kept` says whether an offset survives the edits. */
export function notesFor(
  file: ProgramFile,
  to: SwitchTarget,
  kept: (offset: number) => boolean,
): SwitchEdits['notes'] {
  const { module } = file;
  return [...module.strings, ...module.comments]
    .filter(node => lies[to].test(node.text) && kept(node.start))
    .sort((a, b) => a.start - b.start)
    .map(node => ({
      path: file.path,
      range: node.range,
      message: `Line ${node.line + 1} says "${excerpt(node.text, lies[to])}", which will no longer be true.`,
    }));
}

function excerpt(text: string, lie: RegExp): string {
  const lines = text.split(/\r?\n/);
  const line = (lines.find(one => lie.test(one)) ?? lines[0] ?? '').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
