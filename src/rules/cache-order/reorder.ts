// The fix of RP406: the copy of the code moves below the last slow step, and what the installs read is copied before
// them. Only where every step in between is known not to need the code.
import { posix } from 'node:path';
import type { DockerInstruction } from '../../project/dockerfile';
import { installsOf } from '../../project/installs';
import type { RequirementsFile } from '../../project/requirementsFile';
import type { WorkerImage } from '../../project/workerImage';
import { replaceFix } from '../edits';
import type { Fix } from '../rule';

/** Never preferred: the layout of a Dockerfile is its author's. */
export function reorder(
  image: WorkerImage,
  copy: DockerInstruction,
  known: readonly RequirementsFile[],
): Fix[] {
  const { source } = image.dockerfile;
  const all = image.view.instructions;
  const between = all.slice(all.indexOf(copy) + 1);
  const last = between.findLast(one => one.keyword === 'RUN');
  const steps = last ? between.slice(0, between.indexOf(last) + 1) : [];
  if (!last || copy.source !== source || !steps.every(one => one.source === source && needsNoCode(one)))
    return [];
  const lists = listsFor(image, { copy, steps, known });
  if (!lists) return [];
  const text = source.text.slice(copy.start, copy.end);
  const end = lineAfter(source.text, last.end);
  const first = lists.length > 0 ? [`COPY ${lists.join(' ')} ${targetOf(copy)}`] : [];
  const gap = source.text[end - 1] === '\n' ? '' : source.lineEnd;
  return [
    {
      ...replaceFix('Copy the code after the installs', source, [
        {
          start: copy.start,
          end: lineAfter(source.text, copy.end),
          newText: first.map(line => line + source.lineEnd).join(''),
        },
        { start: end, end, newText: `${gap}${text}${gap === '' ? source.lineEnd : ''}` },
      ]),
      preferred: false,
    },
  ];
}

const harmless = /^(apt|apt-get|apk|rm|mkdir|echo|ln|hf|huggingface-cli|update-alternatives|true|:)$/;

function needsNoCode(one: DockerInstruction): boolean {
  if (/^(ENV|ARG|LABEL|EXPOSE)$/.test(one.keyword)) return true;
  if (one.keyword !== 'RUN' || one.heredocs.length > 0 || one.form === 'exec') return false;
  return one.commands.every(command => {
    const [install] = installsOf([command]);
    if (install) return !install.opaque && /^(pip|uv)$/.test(install.tool);
    return (
      harmless.test(command.words[0]?.text ?? '') && !command.words.some(word => /\$\(|`/.test(word.text))
    );
  });
}

interface Reads {
  readonly copy: DockerInstruction;
  readonly steps: readonly DockerInstruction[];
  readonly known: readonly RequirementsFile[];
}

/** Paths in the context of the requirements files that the steps read and this copy brings; undefined when one cannot be told. */
function listsFor(image: WorkerImage, { copy, steps, known }: Reads): string[] | undefined {
  const named = steps.flatMap(one => installsOf(one.commands)).flatMap(install => install.files);
  const found = new Set<string>();
  for (const word of named) {
    const path = image.context.fileAt(posix.resolve(image.view.workdir, word.text));
    const inside = path && image.context.inside(path);
    const list = known.find(file => file.path === path);
    // A list in a folder would lose its folder, and one that names other files needs more than itself.
    const needsMore =
      !list ||
      list.includes.length > 0 ||
      /^\s*(-[ec]\b|--(editable|constraint)|\.|file:)/m.test(list.source.text);
    if (!inside || needsMore || inside.includes('/') || posix.basename(word.text) !== inside)
      return undefined;
    found.add(inside);
  }
  const others = image.view.copies.filter(step => step.instruction !== copy && step.from === undefined);
  const isFolder = /\/$|^\.$/.test(targetOf(copy));
  if (found.size > 0 && !isFolder) return undefined;
  return [...found].filter(
    name =>
      !others.some(
        step => step.instruction.start < copy.start && step.sources.some(word => word.text === name),
      ),
  );
}

function targetOf(copy: DockerInstruction): string {
  const written = copy.words.at(-1)?.text ?? '';
  return written === '.' ? './' : written;
}

function lineAfter(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}
