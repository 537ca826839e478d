// Which strategy and shape a handler has; each case is one that is easily mistaken for another.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import { programOf } from '../../../src/project/program';
import { oneFile } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const head = 'import runpod\nfrom transformers import pipeline\n';
const start = 'runpod.serverless.start({"handler": handler})\n';
const use = 'def handler(job):\n    return pipe(job["input"]["text"])\n';
const lazy =
  'pipe = None\ndef load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\n';
const lazyUse = 'def handler(job):\n    load()\n    return pipe(1)\n';

const cases: [name: string, text: string, strategy: string, shape: string][] = [
  ['flat', `${head}pipe = pipeline("x")\n${use}${start}`, 'warm', 'W1'],
  ['with', `${head}with a():\n    pipe = pipeline("x")\n${use}${start}`, 'warm', 'W1c'],
  [
    'assigned loader',
    `${head}def load():\n    return pipeline("x")\npipe = load()\n${use}${start}`,
    'warm',
    'W2',
  ],
  [
    'bare loader',
    `${head}def load():\n    global pipe\n    pipe = pipeline("x")\nload()\n${use}${start}`,
    'warm',
    'W3',
  ],
  [
    'class',
    `${head}class M:\n    def __init__(self):\n        self.pipe = pipeline("x")\nm = M()\n${use}${start}`,
    'warm',
    'W4a',
  ],
  [
    'fail fast',
    `${head}try:\n    pipe = pipeline("x")\nexcept Exception:\n    raise\n${use}${start}`,
    'warm',
    'W5',
  ],
  [
    'tolerant',
    `${head}try:\n    pipe = pipeline("x")\nexcept Exception:\n    pipe = None\n${use}${start}`,
    'warm',
    'W6',
  ],
  [
    'main guard',
    `${head}${use}if __name__ == "__main__":\n    pipe = pipeline("x")\n    ${start}`,
    'warm',
    'W7',
  ],
  ['server', `import subprocess\n${head}subprocess.Popen(["ollama", "serve"])\n${use}${start}`, 'warm', 'W9'],
  ['conditional', `${head}if ok:\n    pipe = pipeline("x")\n${use}${start}`, 'warm', 'W10'],
  [
    'package that nobody lists, handed weights',
    `import runpod\nfrom ltx_pipelines.distilled import Distilled\npipe = Distilled(checkpoint_path="a")\n${use}${start}`,
    'warm',
    'W1',
  ],
  [
    'object of an unknown package that jobs use',
    `import runpod\nfrom simple_lama import SimpleLama\npipe = SimpleLama()\ndef handler(job):\n    return pipe(job)\n${start}`,
    'warm',
    'W1',
  ],
  [
    'client of a service',
    `import runpod\nfrom langchain_openai import ChatOpenAI\npipe = ChatOpenAI(model="gpt")\n${use}${start}`,
    'none',
    'none',
  ],
  [
    'script of every job',
    `import runpod, subprocess, sys\ndef handler(job):\n    subprocess.run([sys.executable, "scripts/unique3d.py"])\n${start}`,
    'per-request',
    'P2',
  ],
  [
    'chore of every job',
    `import runpod, subprocess\ndef handler(job):\n    subprocess.run(["python", "download_inputs.py"])\n${start}`,
    'none',
    'none',
  ],
  [
    'program with weights in every job',
    `import runpod, subprocess\nM = "/models/a.gguf"\ndef handler(job):\n    subprocess.run(["/app/build/main", "-m", M])\n${start}`,
    'per-request',
    'P2',
  ],
  [
    'fetching weights',
    `import runpod, subprocess\ndef handler(job):\n    subprocess.run(["wget", "https://a/b.safetensors"])\n${start}`,
    'none',
    'none',
  ],
  [
    'looked up in a cache by key',
    `${head}CACHE = {}\ndef get(name):\n    model = CACHE.get(name)\n    if model is not None:\n        return model\n    CACHE[name] = pipeline(name)\n    return CACHE[name]\ndef handler(job):\n    return get(job["input"]["model"])(1)\n${start}`,
    'lazy',
    'L5',
  ],
  [
    'eager and again in a lambda of an executor',
    `${head}import asyncio\n${lazy}async def handler(job):\n    await asyncio.get_running_loop().run_in_executor(None, lambda: load())\n    return pipe(1)\nload()\n${start}`,
    'hybrid',
    'L10',
  ],
  ['FastAPI', 'from fastapi import FastAPI\napp = FastAPI()\n', 'none', 'W11'],
  ['getter', `${head}${lazy}${lazyUse}${start}`, 'lazy', 'L1'],
  [
    'in the handler',
    `${head}pipe = None\ndef handler(job):\n    global pipe\n    if not pipe:\n        pipe = pipeline("x")\n${start}`,
    'lazy',
    'L2',
  ],
  [
    'early return',
    `${head}pipe = None\ndef load():\n    global pipe\n    if pipe is not None:\n        return pipe\n    pipe = pipeline("x")\n${lazyUse}${start}`,
    'lazy',
    'L1',
  ],
  [
    'several',
    `${head}a = None\nb = None\ndef load():\n    global a, b\n    if b is None:\n        a = pipeline("x")\n        b = pipeline("y")\n${lazyUse}${start}`,
    'lazy',
    'L3',
  ],
  [
    'flag',
    `${head}ready = False\npipe = None\ndef load():\n    global ready, pipe\n    if ready:\n        return\n    pipe = pipeline("x")\n    ready = True\n${lazyUse}${start}`,
    'lazy',
    'L4',
  ],
  [
    'keyed',
    `${head}C = {}\ndef handler(job):\n    k = job["input"]["m"]\n    if k not in C:\n        C[k] = pipeline(k)\n    return C[k](1)\n${start}`,
    'lazy',
    'L5',
  ],
  [
    'cached',
    `${head}import functools\n@functools.lru_cache\ndef get():\n    return pipeline("x")\ndef handler(job):\n    return get()(1)\n${start}`,
    'lazy',
    'L6',
  ],
  [
    'in a method',
    `${head}class M:\n    def __init__(self):\n        self.pipe = None\n    def run(self, t):\n        if self.pipe is None:\n            self.pipe = pipeline("x")\n        return self.pipe(t)\nm = M()\ndef handler(job):\n    return m.run(1)\n${start}`,
    'lazy',
    'L7',
  ],
  [
    'globals()',
    `${head}def handler(job):\n    global pipe\n    if "pipe" not in globals():\n        pipe = pipeline("x")\n    return pipe(1)\n${start}`,
    'lazy',
    'L8',
  ],
  [
    'async',
    `${head}pipe = None\nasync def load():\n    global pipe\n    if pipe is None:\n        pipe = pipeline("x")\nasync def handler(job):\n    await load()\n${start}`,
    'lazy',
    'L9',
  ],
  ['hybrid', `${head}${lazy}${lazyUse}load()\n${start}`, 'hybrid', 'L10'],
  [
    'thread',
    `import threading\n${head}${lazy}threading.Thread(target=load).start()\n${lazyUse}${start}`,
    'lazy',
    'L11',
  ],
  ['every job', `${head}def handler(job):\n    return pipeline("x")(1)\n${start}`, 'per-request', 'P1'],
  [
    'subprocess in every job',
    `import subprocess\n${head}def handler(job):\n    subprocess.run(["python", "-m", "vllm.entrypoints.api"])\n${start}`,
    'per-request',
    'P2',
  ],
  ['echo', `import runpod\ndef handler(job):\n    return job\n${start}`, 'none', 'none'],
  [
    'readiness guard is no lazy load',
    `${head}pipe = pipeline("x")\ndef handler(job):\n    if pipe is None:\n        return {"error": "not ready"}\n    return pipe(1)\n${start}`,
    'warm',
    'W1',
  ],
  [
    'a local variable guards nothing',
    `${head}def handler(job):\n    pipe = None\n    if pipe is None:\n        pipe = pipeline("x")\n    return pipe(1)\n${start}`,
    'per-request',
    'P1',
  ],
  [
    'start() in main()',
    `${head}${use}def main():\n    global pipe\n    pipe = pipeline("x")\n    ${start}main()\n`,
    'warm',
    'W7',
  ],
  ['what follows start() never runs', `${head}${use}${start}pipe = pipeline("x")\n`, 'none', 'none'],
  [
    'handler of another name',
    `${head}pipe = None\ndef handler(job):\n    return 1\ndef run(job):\n    return pipeline("x")(1)\nrunpod.serverless.start({"handler": run})\n`,
    'per-request',
    'P1',
  ],
  [
    'handler through a variable',
    `${head}def run(job):\n    return pipeline("x")(1)\nhandler = run\nconfig = {"handler": handler}\nrunpod.serverless.start(config)\n`,
    'per-request',
    'P1',
  ],
  [
    'start() imported by name',
    `from runpod.serverless import start as go\nfrom transformers import pipeline\npipe = pipeline("x")\n${use}go({"handler": handler})\n`,
    'warm',
    'W1',
  ],
  [
    'a configuration is no model',
    `import runpod\nfrom transformers import AutoConfig, SamplingParams\nc = AutoConfig.from_pretrained("x")\ndef handler(job):\n    return 1\n${start}`,
    'none',
    'none',
  ],
  [
    'a client is no model',
    `import runpod, boto3\nfrom openai import OpenAI\nclient = OpenAI()\ns3 = boto3.client("s3")\ndef handler(job):\n    return client\n${start}`,
    'none',
    'none',
  ],
  [
    'an unreadable class',
    `import runpod\nfrom predict import Predictor\nM = Predictor()\nM.setup()\ndef handler(job):\n    return M.run(1)\n${start}`,
    'unknown',
    'unknown',
  ],
  [
    'a load in a branch that ends the process',
    `${head}import sys\n${lazy}${lazyUse}if "--warm" in sys.argv:\n    load()\n    sys.exit(0)\n${start}`,
    'lazy',
    'L1',
  ],
  [
    'a load in the branch beside start()',
    `${head}import os\n${lazy}${lazyUse}if os.environ.get("POD"):\n    load()\nelse:\n    ${start}`,
    'lazy',
    'L1',
  ],
  [
    'a method of the base class, through super()',
    `${head}class Base:\n    def load(self):\n        self.pipe = pipeline("x")\nclass Mine(Base):\n    def load(self):\n        super().load()\nM = Mine()\nM.load()\ndef handler(job):\n    return M.pipe(1)\n${start}`,
    'warm',
    'W4a',
  ],
  [
    'another model than the one at hand',
    `${head}current = None\ndef handler(job):\n    global current, pipe\n    name = job["input"]["model"]\n    if current != name:\n        pipe = pipeline(name)\n        current = name\n    return pipe(1)\n${start}`,
    'lazy',
    'L5',
  ],
  [
    'a test that was worked out before',
    `${head}pipe = None\ndef handler(job):\n    global pipe\n    missing = not pipe or job["input"]["fresh"]\n    if missing:\n        pipe = pipeline("x")\n    return pipe(1)\n${start}`,
    'lazy',
    'L2',
  ],
  [
    'a script for every job',
    `import runpod, subprocess\ndef handler(job):\n    script = "/app/run_inference.py"\n    cmd = ["python", script, job["input"]["text"]]\n    return subprocess.run(cmd)\n${start}`,
    'per-request',
    'P2',
  ],
  [
    'a syntax error elsewhere',
    `${head}pipe = pipeline("x")\ndef broken(:\n    pass\n\n${use}${start}`,
    'warm',
    'W1',
  ],
];

describe('detect', () => {
  it.each(cases)('%s', (_, text, strategy, shape) => {
    const report = detect(oneFile(text, python));
    expect([report.strategy, report.shape]).toEqual([strategy, shape]);
  });

  it('follows a load through local files, and keeps the chain', () => {
    const texts = new Map([
      [
        '/w/handler.py',
        `import runpod\nfrom lib.predict import Predictor\nM = Predictor()\ndef handler(job):\n    return M.run(job)\n${start}`,
      ],
      [
        '/w/lib/predict.py',
        'from .net import build\nclass Predictor:\n    def __init__(self):\n        self.net = build()\n    def run(self, job): pass\n',
      ],
      ['/w/lib/net.py', 'import torch\ndef build():\n    return torch.load("x")\n'],
    ]);
    const report = detect(programOf(texts, '/w/handler.py', python));
    expect([report.strategy, report.shape]).toEqual(['warm', 'W4b']);
    expect(report.loads[0]?.chain).toEqual(['/w/handler.py', '/w/lib/predict.py', '/w/lib/net.py']);
    expect(report.loads[0]?.names).toEqual(['M']);
  });

  it('tells an object that loads later from one that loads at once', () => {
    const predict =
      'import torch\nclass Predictor:\n    net = None\n    def run(self, job):\n        if self.net is None:\n            self.net = torch.load("x")\n';
    const texts = new Map([
      [
        '/w/handler.py',
        `import runpod\nfrom predict import Predictor\nM = Predictor()\ndef handler(job):\n    return M.run(job)\n${start}`,
      ],
      ['/w/predict.py', predict],
    ]);
    expect(detect(programOf(texts, '/w/handler.py', python)).strategy).toBe('lazy');
  });

  it('sees a load that another file does when it is imported', () => {
    const texts = new Map([
      [
        '/w/handler.py',
        `import runpod\nfrom predict import MODEL\ndef handler(job):\n    return MODEL(job)\n${start}`,
      ],
      [
        '/w/predict.py',
        'import torch\nMODEL = torch.load("x")\nif __name__ == "__main__":\n    torch.load("y")\n',
      ],
    ]);
    const report = detect(programOf(texts, '/w/handler.py', python));
    expect([report.strategy, report.shape, report.loads.length]).toEqual(['warm', 'W8', 1]);
  });
});
