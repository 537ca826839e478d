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
