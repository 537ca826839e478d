// What is kept of imported files between two versions of a program never shows: after every change, of the entry or of a
// file that it imports, the analysis is that of a parser that has seen nothing before.
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/loading/detect/analysis';
import { judge } from '../../../src/loading/detect/judge';
import type { Opaque, Step } from '../../../src/loading/detect/sites';
import type { Program } from '../../../src/project/program';
import { randomFrom } from '../../support/damage';
import { projectFixtures, projectOf } from '../../support/loading';
import { testPython } from '../../support/python';

/** Everything that is told of a load, in words: equal words for equal findings of different objects. */
function told(program: Program): unknown {
  const analysis = analyse(program);
  const step = ({ file, node, detached, fresh }: Step) => [file.path, node.start, node.text, detached, fresh];
  const site = (one: Opaque) => [one.name, ...one.steps.map(step)];
  const { strategy, shape, reason } = judge(analysis);
  return {
    judged: [strategy, shape, reason],
    startup: analysis.startup.map(site),
    jobs: analysis.jobs.map(site),
    opaque: analysis.opaque.map(site),
    // Objects of an earlier program would be strangers to the planners.
    isOwn: [...analysis.startup, ...analysis.jobs].every(({ file }) => program.files.get(file.path) === file),
  };
}

/** What people do to the head of a file: a comment, an import less, one more, one again at the end. */
function changed(text: string, random: () => number): string {
  const imports = text.match(/^(?:from|import) .*\n/gm) ?? [];
  const one = imports[Math.floor(random() * imports.length)] ?? '';
  const ways = [
    `# ${Math.floor(random() * 9)}\n${text}`,
    text.replace(one, ''),
    `${text}\n${one}`,
    one + text,
  ];
  return ways[Math.floor(random() * ways.length)] ?? text;
}

const python = await testPython();

/** Loads reached through a file between, shared by two, beside one that imports the handler again. */
const deep = {
  'handler.py':
    'import runpod\nimport left\nimport right\nimport again\n\n\ndef handler(job):\n    return left.net(job)\n\n\nrunpod.serverless.start({"handler": handler})\n',
  'left.py': 'import os\nimport weights\nfrom weights import net\n',
  'right.py': 'import json\nimport weights\nimport tools\n',
  'weights.py': 'import torch\nimport tools\nnet = torch.load("net.pt")\n',
  'tools.py': 'import whisper\nimport os\nears = whisper.load_model("base")\n',
  'again.py': 'import os\nimport tools\n',
};
const programs = [
  ...projectFixtures().map(({ name, variant }) => ({ name, texts: new Map(variant('before')) })),
  { name: 'deep', texts: new Map(Object.entries(deep)) },
  {
    name: 'round',
    texts: new Map(Object.entries({ ...deep, 'again.py': 'import handler\nhandler.runpod.ping()\n' })),
  },
];

describe.each(programs)('$name', ({ texts }) => {
  it('is analysed as if for the first time after each of 24 changes', async () => {
    const random = randomFrom(texts.size);
    const entry = 'handler.py';
    const now = new Map(texts);
    for (let round = 0; round < 24; round++) {
      const paths = [...now.keys()];
      const path = round % 3 === 2 ? (paths[Math.floor(random() * paths.length)] ?? entry) : entry;
      now.set(path, changed(now.get(path) ?? '', random));
      const fresh = told(projectOf(now, await testPython()));
      expect(told(projectOf(now, python))).toEqual(fresh);
    }
  });
});
