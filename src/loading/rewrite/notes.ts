// Words that will lie after a switch: strings, docstrings and comments that tell how the model is loaded. They are
// shown beside the diff, never rewritten.
import type { ProgramFile } from '../../project/program';
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import { stringContent } from '../../python/strings';
import type { SwitchEdits, SwitchTarget } from '../report';

const lies: Readonly<Record<SwitchTarget, RegExp>> = {
  lazy: /\bpre-?load|\bwarm(?:ed)?[ -]?(?:load|start)|\bloaded (?:once )?(?:at|on|during) (?:start-?up|import|boot|start)|\b(?:at|on|during) (?:container |worker )?(?:start-?up|cold start)|\bbefore (?:the )?(?:first|start|worker takes)|\bonce at (?:start|import)/i,
  warm: /\blaz(?:y|ily)|\b(?:on|in|by|during|until|with) (?:the )?first (?:request|job|call|use|run|inference)|\bfirst (?:request|job) (?:detected|loads|pays)|\bon[ -]demand/i,
};

/** What a lazy worker no longer can say before its first job. */
const early =
  /\b(?:models?|pipelines?|weights|engine|tokenizer|network|everything)\b.{0,60}\b(?:loaded|ready|initiali[sz]ed|warm)\b|\b(?:loaded|initiali[sz]ed|ready with) .{0,40}\b(?:models?|pipelines?|weights|engine)\b/i;

/** Ranges are those of the text before the switch. `kept` says whether an offset survives the edits. */
export function notesFor(
  file: ProgramFile,
  to: SwitchTarget,
  kept: (offset: number) => boolean,
): SwitchEdits['notes'] {
  const { module } = file;
  return [...module.strings, ...module.comments]
    .filter(node => kept(node.start))
    .sort((a, b) => a.start - b.start)
    .flatMap(node => {
      const lie = lieIn(node, to);
      if (!lie) return [];
      const message = `"${excerpt(node, lie)}" will no longer be true.`;
      return [{ path: file.path, range: node.range, message }];
    });
}

function lieIn(node: Node, to: SwitchTarget): RegExp | undefined {
  if (lies[to].test(node.text)) return lies[to];
  // Said while the file runs, and only then.
  const atOnce = to === 'lazy' && node.closest('call') !== undefined && enclosingFunction(node) === undefined;
  return atOnce && early.test(node.text) ? early : undefined;
}

/** The line that lies, without its quotes or its comment sign. */
function excerpt(node: Node, lie: RegExp): string {
  const said = node.type === 'comment' ? node.text.replace(/^#+\s*/, '') : stringContent(node);
  const lines = said.split(/\r?\n/);
  const line = (lines.find(one => lie.test(one)) ?? lines[0] ?? '').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
