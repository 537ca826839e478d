// What real handlers taught: shapes that were once taken for another, each as small as it gets.
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/loading/detect';
import { oneFile, switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const start = 'runpod.serverless.start({"handler": handler})\n';
const getter = (name: string, model: string) =>
  `${name} = None\ndef get_${name}():\n    global ${name}\n    if ${name} is None:\n        ${name} = ${model}\n    return ${name}\n`;
const torch = 'import runpod, subprocess, torch\n';

const cases: [name: string, text: string, strategy: string][] = [
  [
    'a command handed to a helper that runs it',
    `${torch}def run(cmd, log):\n    subprocess.run(cmd)\ndef handler(job):\n    run(["python", "infer.py"], "x")\n${start}`,
    'per-request',
  ],
  [
    'variables of a program are no part of its command',
    `${torch}paths = {"GGUF": "x.gguf"}\ndef handler(job):\n    subprocess.run(["ffmpeg"], env=paths)\n${start}`,
    'none',
  ],
  [
    'a search for weights',
    `${torch}def handler(job):\n    subprocess.check_output(["find", ".", "-name", "*.safetensors"])\n${start}`,
    'none',
  ],
  [
    'a table of functions',
    `${torch}${getter('net', 'torch.load("x")')}def draw(job):\n    return get_net()(job)\ndef ping(job):\n    return 1\ndef handler(job):\n    tasks = {"draw": draw, "ping": ping}\n    task = tasks.get(job["input"]["task"])\n    return task(job)\n${start}`,
    'lazy',
  ],
  [
    'a loader handed to a function that calls it',
    `${torch}def timed(label, work):\n    return work()\ndef handler(job):\n    net = timed("load", lambda: torch.load("x"))\n    return net(job)\n${start}`,
    'per-request',
  ],
  [
    'a handler that is wrapped',
    `${torch}def kept(work):\n    def inner(job):\n        return work(job)\n    return inner\ndef run(job):\n    return torch.load("x")(job)\nhandler = kept(run)\n${start}`,
    'per-request',
  ],
  [
    'a guard on an object that each job makes',
    `${torch}class Net:\n    net = None\n    def run(self, job):\n        if self.net is None:\n            self.net = torch.load("x")\n        return self.net(job)\ndef handler(job):\n    one = Net()\n    return one.run(job)\n${start}`,
    'per-request',
  ],
  [
    'a guard on an object that outlives them',
    `${torch}class Net:\n    net = None\n    def run(self, job):\n        if self.net is None:\n            self.net = torch.load("x")\n        return self.net(job)\nONE = Net()\ndef handler(job):\n    return ONE.run(job)\n${start}`,
    'lazy',
  ],
  [
    'a trial run that returns before start()',
    `${torch}def handler(job):\n    return torch.load("x")(job)\ndef main(argv):\n    if argv:\n        print(handler(argv))\n        return\n    ${start}main([])\n`,
    'per-request',
  ],
  [
    'a trial run where the SDK is missing',
    `import torch\ntry:\n    import runpod\n    HAS = True\nexcept ImportError:\n    HAS = False\ndef handler(job):\n    return torch.load("x")(job)\nif __name__ == "__main__" and not HAS:\n    handler({})\nif HAS:\n    ${start}`,
    'per-request',
  ],
  [
    'a missing file that is told its weights',
    `import runpod\nfrom model.pipeline import Pipe\npipe = Pipe(base_ckpt="x")\ndef handler(job):\n    return pipe(job)\n${start}`,
    'warm',
  ],
  [
    'a package of which nobody can say when it loads',
    `import runpod\nfrom seed_vc.inference import inference_pipeline\ndef handler(job):\n    return inference_pipeline(job)\n${start}`,
    'unknown',
  ],
  [
    'a class of an unknown package that is named a model of the hub',
    `import runpod\nfrom somelib import Speaker\nspeaker = Speaker("org/voice-v2")\ndef handler(job):\n    return speaker.say(job)\n${start}`,
    'warm',
  ],
  [
    'a picture type is no model of the hub',
    `import runpod\nfrom somelib import Speaker\ndef handler(job):\n    return Speaker("image/png").say(job)\n${start}`,
    'none',
  ],
  [
    'an object that is handed its loader keeps it',
    `${torch}class Store:\n    net = None\n    def get(self):\n        if self.net is None:\n            self.net = torch.load("x")\n        return self.net\nclass Speaker:\n    def __init__(self, store):\n        self.store = store\n    def say(self, job):\n        return self.store.get()(job)\nSPEAKER = Speaker(Store())\ndef handler(job):\n    return SPEAKER.say(job)\n${start}`,
    'lazy',
  ],
  [
    'a dataclass hands on what it was made with',
    `${torch}from dataclasses import dataclass\nclass Store:\n    def get(self):\n        return torch.load("x")\n@dataclass\nclass Parts:\n    name: str\n    store: object\ndef build():\n    parts = Parts("a", store=Store())\n    return parts\nPARTS = build()\ndef handler(job):\n    return PARTS.store.get()(job)\n${start}`,
    'per-request',
  ],
  [
    'a function that is handed an object calls its methods',
    `${torch}class Net:\n    def load(self):\n        return torch.load("x")\ndef run(net, job):\n    return net.load()(job)\ndef handler(job):\n    return run(Net(), job)\n${start}`,
    'per-request',
  ],
  [
    'a parameter that says its class',
    `${torch}class Net:\n    def load(self):\n        return torch.load("x")\ndef run(job, net: "Net" = None, other: Net | None = None):\n    return other.load()(job)\ndef handler(job):\n    return run(job)\n${start}`,
    'per-request',
  ],
  [
    'an object made without its constructor, filled where it was made',
    `${torch}class Net:\n    def load(self):\n        return torch.load("x")\nclass Worker:\n    def run(self, job):\n        return self.net.load()(job)\ndef make():\n    worker = object.__new__(Worker)\n    worker.net = Net()\n    return worker\nWORKER = make()\ndef handler(job):\n    return WORKER.run(job)\n${start}`,
    'per-request',
  ],
  [
    'a property that loads when it is read',
    `${torch}class Net:\n    _net = None\n    @property\n    def net(self):\n        if self._net is None:\n            self._net = torch.load("x")\n        return self._net\nNET = Net()\ndef handler(job):\n    return NET.net(job)\n${start}`,
    'lazy',
  ],
  [
    'an object that is called',
    `${torch}class Net:\n    def __call__(self, job):\n        return torch.load("x")(job)\nNET = Net()\ndef handler(job):\n    return NET(job)\n${start}`,
    'per-request',
  ],
  [
    'a field that a base class fills',
    `${torch}class Net:\n    def load(self):\n        return torch.load("x")\nclass Base:\n    def __init__(self):\n        self.net = Net()\nclass Worker(Base):\n    def run(self, job):\n        return self.net.load()(job)\nWORKER = Worker()\ndef handler(job):\n    return WORKER.run(job)\n${start}`,
    'per-request',
  ],
  [
    'one object of a class that keeps it',
    `${torch}class Net:\n    one = None\n    @classmethod\n    def get(cls):\n        if cls.one is None:\n            cls.one = cls()\n        return cls.one\n    def __init__(self):\n        self.net = torch.load("x")\n    def run(self, job):\n        return self.net(job)\ndef handler(job):\n    return Net.get().run(job)\n${start}`,
    'lazy',
  ],
  [
    'a table of classes, a cache of their objects, and a question whether one is loaded',
    `${torch}class Net:\n    ready = False\n    def is_loaded(self):\n        return self.ready\n    def fill(self):\n        if not self.is_loaded():\n            self.net = torch.load("x")\n            self.ready = True\nKINDS = {"net": Net}\nCACHE = {}\ndef get(key):\n    if not CACHE.get(key):\n        kind = KINDS[key]\n        CACHE[key] = kind()\n    return CACHE[key]\ndef handler(job):\n    net = get(job["input"]["key"])\n    net.fill()\n    return net.net(job)\n${start}`,
    'lazy',
  ],
  [
    'a flag of a thread that is asked first',
    `${torch}import threading\nREADY = threading.Event()\ndef handler(job):\n    global net\n    if not READY.is_set():\n        net = torch.load("x")\n        READY.set()\n    return net(job)\n${start}`,
    'lazy',
  ],
  [
    'a model that is exchanged when a job asks for another',
    `${torch}class Net:\n    path = None\n    def __init__(self, path):\n        if path == self.path:\n            return\n        self.path = path\n        self.net = torch.load(path)\n    def change(self, path):\n        self.__init__(path)\nNET = Net("x")\ndef handler(job):\n    NET.change(job["input"]["path"])\n    return NET.net(job)\n${start}`,
    'warm',
  ],
  [
    'a missing file of which nobody can say when it loads',
    `import runpod\ndef handler(job):\n    from inference import run_inference\n    return run_inference(job)\n${start}`,
    'unknown',
  ],
  [
    'a missing class, made once in a function that says that it loads',
    `import runpod\nfrom model import Net\nnet = None\ndef load_model():\n    global net\n    if not net:\n        net = Net("x")\n    return net\ndef handler(job):\n    return load_model()(job)\n${start}`,
    'lazy',
  ],
  [
    'a missing class, made once by a name that says nothing',
    `import runpod\nfrom model import Net\nnet = Net("x")\ndef handler(job):\n    return net.infer(job)\n${start}`,
    'none',
  ],
  [
    'a table of functions, called by the name of the task',
    `${torch}${getter('net', 'torch.load("x")')}def ping(job):\n    return 1\ndef draw(job):\n    return get_net()(job)\nTASKS = {"ping": ping, "draw": draw}\ndef handler(job):\n    return TASKS[job["input"]["task"]](job)\n${start}`,
    'lazy',
  ],
  [
    'a table that is never written guards nothing',
    `${torch}TASKS = {"ping": 1}\ndef handler(job):\n    if job["id"] in TASKS:\n        return 1\n    return torch.load("x")(job)\n${start}`,
    'per-request',
  ],
  [
    'a module that a job runs as a program',
    `${torch}def handler(job):\n    subprocess.run(["python3", "-m", "scripts.inference", job["id"]])\n${start}`,
    'per-request',
  ],
  [
    'a start that another program calls',
    `${torch}import os\n${getter('net', 'torch.load("x")')}def handler(job):\n    return get_net()(job)\ndef main():\n    if os.getenv("PRELOAD"):\n        get_net()\n    ${start}`,
    'hybrid',
  ],
  [
    'a handler that is an object',
    `${torch}class Work:\n    def __init__(self, net):\n        self.net = net\n    def __call__(self, job):\n        return self.net(job)\nhandler = Work(torch.load("x"))\n${start}`,
    'warm',
  ],
  [
    'a handler that is a method of an object',
    `${torch}class Work:\n    net = None\n    def run(self, job):\n        self.fill()\n        return self.net(job)\n    def fill(self):\n        if self.net is None:\n            self.net = torch.load("x")\nhandler = Work().run\n${start}`,
    'lazy',
  ],
];

describe('lessons', () => {
  it.each(cases)('%s', (_, text, strategy) => {
    expect(detect(oneFile(text, python)).strategy).toBe(strategy);
  });

  const two = `${torch}${getter('net', 'torch.load("x")')}${getter('voice', 'torch.load("y")')}`;

  it('a job that chooses between models is not made warm', () => {
    const text = `${two}def handler(job):\n    if job["input"]["task"] == "draw":\n        return get_net()(job)\n    else:\n        return get_voice()(job)\n${start}`;
    const { plan } = switchText(text, 'warm', python);
    expect(plan.kind === 'refused' && plan.reason).toMatch(
      /^Line 15: which model is loaded depends on the job \(net, voice\)/,
    );
  });

  it('what only some jobs need stays lazy', () => {
    const text = `${two}def handler(job):\n    net = get_net()\n    if job["input"]["speak"]:\n        return get_voice()(net)\n    return net\n${start}`;
    const { plan, text: after } = switchText(text, 'warm', python);
    expect(plan.kind).toBe('edits');
    expect(after).toBe(text.replace(start, `get_net()\n${start}`));
  });

  it('a log line that asks the model is part of the load', () => {
    const load =
      'net = None\ndef load():\n    global net\n    net = torch.load("x")\n    print(net.parameters())\n';
    const text = `${torch}${load}load()\ndef handler(job):\n    return net(job)\n${start}`;
    const { text: after } = switchText(text, 'lazy', python);
    expect(after).toMatch(/if not _\w*loaded:/);
  });
});
