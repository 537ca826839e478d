// Everything that is refused: the line, the reason, and that the advice says what to do.
import { describe, expect, it } from 'vitest';
import { planSwitch } from '../../../src/loading/planSwitch';
import type { SwitchTarget } from '../../../src/loading/report';
import { programOf } from '../../../src/project/program';
import { switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const load = 'from transformers import pipeline\n';
const handler = 'def handler(job):\n    return pipe(job["input"]["text"])\n';
const start = 'import runpod\nrunpod.serverless.start({"handler": handler})\n';
const lazyLoader =
  'pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\n';

const refused: [name: string, to: SwitchTarget, text: string, line: number | undefined, reason: RegExp][] = [
  ['no start()', 'lazy', `${load}pipe = pipeline("x")\n${handler}`, 3, /No call of runpod.serverless.start/],
  [
    'start() only in a string',
    'lazy',
    `${load}pipe = pipeline("x")\n${handler}S = """\n${start}"""\n`,
    3,
    /No call of/,
  ],
  [
    'a stand-in for a model that failed to load',
    'warm',
    `${load}pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        try:\n            pipe = pipeline("x")\n        except Exception:\n            pipe = {"kind": "demo"}\n${handler.replace(':\n', ':\n    load()\n')}${start}`,
    9,
    /gets something else/,
  ],
  ['start() twice', 'lazy', `${load}pipe = pipeline("x")\n${handler}${start}${start}`, 8, /called twice/],
  [
    'FastAPI',
    'lazy',
    'from fastapi import FastAPI\napp = FastAPI()\nimport torch\nm = torch.load("x")\n',
    2,
    /FastAPI/,
  ],
  [
    'a lambda',
    'lazy',
    `${load}pipe = pipeline("x")\nimport runpod\nrunpod.serverless.start({"handler": lambda job: pipe(job)})\n`,
    4,
    /lambda/,
  ],
  [
    'an imported handler',
    'lazy',
    `${load}from work import handler\npipe = pipeline("x")\n${start}`,
    5,
    /another file \(work.handler\)/,
  ],
  ['a handler that is nowhere', 'lazy', `${load}pipe = pipeline("x")\n${start}`, 4, /cannot be found/],
  [
    'an argument given twice',
    'lazy',
    `${load}pipe = pipeline("x", device=0, device=1)\n${handler}${start}`,
    2,
    /argument device is given twice/,
  ],
  [
    'an empty block',
    'lazy',
    `${load}pipe = pipeline("x")\n${handler}if pipe:\nprint(1)\n${start}`,
    5,
    /nothing is indented/,
  ],
  [
    'a model kept with its key',
    'warm',
    `import torch\nKEPT = None\ndef get(task):\n    global KEPT\n    if KEPT is not None and KEPT[0] == task:\n        return KEPT[1]\n    KEPT = (task, torch.load(task))\n    return KEPT[1]\ndef handler(job):\n    return get("draw")(job)\n${start}`,
    7,
    /depends on the job \(KEPT/,
  ],
  [
    'a syntax error in the handler',
    'lazy',
    `${load}pipe = pipeline("x")\ndef handler(job):\n    return pipe(= 3)\n${start}`,
    3,
    /syntax error in the handler/,
  ],
  [
    'a syntax error in what would move',
    'lazy',
    `${load}pipe = pipeline("x")\npipe.to(= 1)\n${handler}${start}`,
    3,
    /syntax error in what would move/,
  ],
  ['a template', 'lazy', `${load}pipe = pipeline(<<MODEL>>)\n${handler}${start}`, 2, /template/],
  ['no load', 'lazy', `def handler(job):\n    return job\n${start}`, 4, /Nothing that loads/],
  [
    'a module that cannot be read',
    'lazy',
    `from predict import Predictor\nmodel = Predictor()\nmodel.setup()\ndef handler(job):\n    return model.run(job)\n${start}`,
    2,
    /predict.Predictor.*cannot be read/,
  ],
  [
    'a conditional load',
    'lazy',
    `${load}import os\nif os.path.exists("/m"):\n    pipe = pipeline("x")\n${handler}${start}`,
    3,
    /conditional/,
  ],
  [
    'a tolerant load',
    'lazy',
    `${load}try:\n    pipe, error = pipeline("x"), None\nexcept Exception as e:\n    pipe, error = None, str(e)\n${handler}${start}`,
    2,
    /try statement/,
  ],
  [
    'a server',
    'lazy',
    `import subprocess\nsubprocess.Popen(["vllm", "serve", "x"])\ndef handler(job):\n    return 1\n${start}`,
    2,
    /server process/,
  ],
  [
    'an async engine',
    'lazy',
    `from vllm import AsyncLLMEngine\nengine = AsyncLLMEngine.from_engine_args(1)\nasync def handler(job):\n    return engine\n${start}`,
    2,
    /asynchronous engine/,
  ],
  [
    'a warm-up thread',
    'warm',
    `${load}import threading\n${lazyLoader}threading.Thread(target=load).start()\ndef handler(job):\n    load()\n    return pipe(1)\n${start}`,
    7,
    /thread/,
  ],
  [
    'a modifier that needs the model',
    'lazy',
    `${load}pipe = pipeline("x")\n${handler}import runpod\nrunpod.serverless.start({"handler": handler, "concurrency_modifier": lambda n: pipe.limit})\n`,
    6,
    /before the first job/,
  ],
  [
    'a definition that needs the model',
    'lazy',
    `${load}pipe = pipeline("x")\ndef helper(size=pipe.size):\n    return size\n${handler}${start}`,
    3,
    /definition needs the model/,
  ],
  [
    'a class body that needs the model',
    'lazy',
    `${load}pipe = pipeline("x")\nclass K:\n    size = pipe.size\n${handler}${start}`,
    3,
    /definition needs the model/,
  ],
  [
    'a load that ends the process',
    'lazy',
    `${load}import sys\npipe = pipeline("x")\nif not pipe.ok:\n    sys.exit(1)\n${handler}${start}`,
    5,
    /ends the process/,
  ],
  [
    'a loader that ends the process',
    'lazy',
    `${load}import sys\npipe = None\ndef load():\n    global pipe\n    try:\n        pipe = pipeline("x")\n    except Exception:\n        sys.exit(1)\nload()\n${handler}${start}`,
    9,
    /ends the process/,
  ],
  [
    'a name that changes after the load',
    'lazy',
    `${load}NAME = "a"\npipe = pipeline(NAME)\nNAME = "b"\npipe.name = NAME\n${handler}${start}`,
    4,
    /changes a name/,
  ],
  [
    'a local model',
    'lazy',
    `${load}import runpod\ndef handler(job):\n    return 1\ndef main():\n    pipe = pipeline("x")\n    runpod.serverless.start({"handler": handler})\nmain()\n`,
    6,
    /local variable/,
  ],
  [
    'two statements on one line',
    'lazy',
    `${load}a = 1; pipe = pipeline("x")\n${handler}${start}`,
    2,
    /shares its line/,
  ],
  [
    'loads in two places',
    'lazy',
    `${load}import runpod\na = pipeline("x")\nb = None\ndef handler(job):\n    return a, b\nif __name__ == "__main__":\n    b = pipeline("y")\n    runpod.serverless.start({"handler": handler})\n`,
    8,
    /several places/,
  ],
  [
    'a keyed model',
    'warm',
    `${load}CACHE = {}\ndef get(name):\n    if name not in CACHE:\n        CACHE[name] = pipeline(name)\n    return CACHE[name]\ndef handler(job):\n    return get(job["input"]["m"])(1)\n${start}`,
    5,
    /depends on the job/,
  ],
  [
    'a load in every job',
    'warm',
    `${load}def handler(job):\n    pipe = pipeline(job["input"]["m"])\n    return pipe(1)\n${start}`,
    3,
    /in every job/,
  ],
  [
    'an async loader',
    'warm',
    `${load}pipe = None\nasync def load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\nasync def handler(job):\n    await load()\n    return pipe(1)\n${start}`,
    6,
    /asynchronous/,
  ],
  [
    'a guard that needs the job',
    'warm',
    `${load}pipe = None\ndef handler(job):\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\n        pipe.to(job["device"])\n    return pipe(1)\n${start}`,
    7,
    /use job, which belongs to the job/,
  ],
];

describe('refusals', () => {
  it.each(refused)('%s', (_, to, text, line, reason) => {
    const { plan } = switchText(text, to, python);
    if (plan.kind !== 'refused') throw new Error(`not refused but ${plan.kind}: ${JSON.stringify(plan)}`);
    expect(plan.reason).toMatch(reason);
    if (line !== undefined) expect(plan.reason).toContain(`Line ${line}:`);
    expect(plan.range?.start.line).toBe(line === undefined ? undefined : line - 1);
    expect(plan.advice).toMatch(/\w{4}.*\.$/);
  });

  it('a handler in another file, whose program loads for itself: the line of start() is named', () => {
    const engine =
      'import subprocess\ndef handler(job):\n    return subprocess.run(["python", "generate.py", "--model", "x"])\n';
    const entry =
      'import runpod\nfrom engine import handler\nrunpod.serverless.start({"handler": handler})\n';
    const texts = new Map([
      ['/w/handler.py', entry],
      ['/w/engine.py', engine],
    ]);
    const plan = planSwitch(programOf(texts, '/w/handler.py', python), 'warm', python);
    if (plan.kind !== 'refused') throw new Error(`not refused but ${plan.kind}`);
    expect([plan.path, plan.range.start.line, plan.reason.slice(0, 7)]).toEqual([
      '/w/handler.py',
      2,
      'Line 3:',
    ]);
  });
});
