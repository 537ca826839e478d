// Which line of which Dockerfile made a layer. Layers and instructions are both in order, so they are matched from the
// top down, each line once; a layer that no line fits comes from a base image of others.
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { sameStart, squeeze } from '../instructionText';

export interface DockerfileText {
  /** Relative to the worker folder. */
  readonly path: string;
  readonly source: string;
}

export interface DockerfilePlace {
  readonly path: string;
  /** 0-based. */
  readonly line: number;
}

interface Line {
  readonly place: DockerfilePlace;
  readonly instruction: Instruction;
}

const makesLayers = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** One answer for each of `made`, the instructions behind the layers. Both lists are bottom first. */
export function linesOf(
  made: readonly string[],
  dockerfiles: readonly DockerfileText[],
): readonly (DockerfilePlace | undefined)[] {
  const lines = dockerfiles.flatMap(layerLines);
  let above = lines.length;
  return [...made]
    .reverse()
    .map(step => {
      const at = lines.slice(0, above).findLastIndex(line => fits(line.instruction, step));
      if (at < 0) return undefined;
      above = at;
      return lines[at]?.place;
    })
    .reverse();
}

function layerLines({ path, source }: DockerfileText): Line[] {
  return DockerfileParser.parse(source)
    .getInstructions()
    .filter(each => makesLayers.has(each.getKeyword()))
    .map(instruction => ({ instruction, place: { path, line: instruction.getRange().start.line } }));
}

/** The classic builder notes a COPY by its target alone, BuildKit with arguments put in: then the target decides. */
function fits(instruction: Instruction, step: string): boolean {
  const keyword = instruction.getKeyword();
  if (!step.startsWith(`${keyword} `)) return false;
  if (sameStart(instruction, step)) return true;
  if (keyword === 'RUN') return withoutFlags(instruction) === step;
  return lastWord(squeeze(instruction.getArgumentsContent() ?? '')) === lastWord(step);
}

function withoutFlags(instruction: Instruction): string {
  const words = squeeze(instruction.getArgumentsContent() ?? '').replace(/^(--\S+ )+/, '');
  return `RUN ${words}`;
}

function lastWord(text: string): string {
  return text
    .slice(text.lastIndexOf(' ') + 1)
    .replace(/["\]]+$/, '')
    .replace(/^["[]+/, '')
    .replace(/(?<=.)\/$/, '');
}
