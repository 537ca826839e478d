// Python as people write it, in any amount: a long handler and the modules of a project around it. Generated, so that
// it can be had in every size; the same every time, so that figures can be compared.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const subjects = [
  'image',
  'prompt',
  'audio',
  'caption',
  'mask',
  'tile',
  'frame',
  'batch',
  'token',
  'segment',
];
const verbs = [
  'decode',
  'resize',
  'validate',
  'normalise',
  'merge',
  'upload',
  'describe',
  'split',
  'score',
  'pack',
];

const pick = (list: readonly string[], index: number) => list[index % list.length] ?? '';

/** About 30 lines: a class or two functions with what real workers are full of. */
function block(index: number): string {
  const subject = pick(subjects, index);
  const verb = pick(verbs, Math.floor(index / subjects.length) + index);
  const name = `${verb}_${subject}_${index}`;
  if (index % 3 === 0) {
    const type = `${subject[0]?.toUpperCase()}${subject.slice(1)}${index}`;
    return `class ${type}:
    """Keeps one ${subject} while a job works on it."""

    limit: int = ${64 + index}

    def __init__(self, data: bytes, *, scale: float = 1.0, tags: list[str] | None = None) -> None:
        self.data = data
        self.scale = scale
        self.tags = tags or []
        self._cache: dict[str, Any] = {}

    @property
    def size(self) -> int:
        return len(self.data)

    def ${verb}(self, width: int, height: int) -> dict[str, Any]:
        key = f"{width}x{height}@{self.scale:.2f}"
        if key in self._cache:
            return self._cache[key]
        if width * height > self.limit**2:
            raise ValueError(f"{key} is too large for a ${subject}")
        result = {"key": key, "size": self.size, "tags": sorted(set(self.tags))}
        self._cache[key] = result
        return result
`;
  }
  return `def ${name}(value: dict[str, Any], limit: int = ${index + 8}) -> list[dict[str, Any]]:
    """The ${subject}s of a job, at most limit of them, the best first."""
    found = []
    for number, item in enumerate(value.get("${subject}s", [])):
        if not isinstance(item, dict):
            logger.warning("${subject} %d is not an object: %r", number, item)
            continue
        try:
            score = float(item.get("score", 0)) * ${(index % 7) + 1} / (number + 1)
        except (TypeError, ValueError) as error:
            logger.debug("no score for %s: %s", item, error)
            score = 0.0
        found.append({**item, "score": round(score, 4), "source": "${name}"})
    found.sort(key=lambda entry: (-entry["score"], entry.get("name", "")))
    return [entry for entry in found if entry["score"] >= 0][:limit]


async def fetch_${name}(session, url: str, retries: int = 3) -> bytes:
    # The storage of the ${subject}s answers slowly after a pause.
    for attempt in range(retries):
        async with session.get(url, timeout=30) as response:
            if response.status == 200:
                return await response.read()
        await asyncio.sleep(2**attempt)
    raise RuntimeError(f"{url} did not answer after {retries} tries")
`;
}

const head = `"""A worker that does a great many things."""

import asyncio
import base64
import io
import json
import logging
import os
import tempfile
import threading
import time
from typing import Any

import requests
import runpod
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
`;

const tail = `def handler(job):
    """Answers one job."""
    job_input = job.get("input") or {}
    if job_input.get("ping"):
        return {"pong": True}
    prompt = job_input.get("prompt")
    if not isinstance(prompt, str):
        return {"error": "'prompt' must be a string."}
    started = time.perf_counter()
    inputs = tokenizer(prompt, return_tensors="pt").to("cuda")
    output = model.generate(**inputs, max_new_tokens=int(job_input.get("max_tokens", 256)))
    text = tokenizer.decode(output[0], skip_special_tokens=True)
    threading.Thread(target=logger.info, args=(text,)).start()
    return {"text": text, "seconds": round(time.perf_counter() - started, 3)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;

/** A handler of at least `lines` lines that loads its model at import, importing `modules` of its project. */
export function longHandler(lines: number, modules: readonly string[] = []): string {
  const imports = modules
    .map(name => `from ${name} import work as ${name.replaceAll('.', '_')}_work\n`)
    .join('');
  const load = `MODEL = os.environ.get("MODEL", "gpt2")
logger = logging.getLogger(__name__)

tokenizer = AutoTokenizer.from_pretrained(MODEL)
model = AutoModelForCausalLM.from_pretrained(MODEL, torch_dtype=torch.float16)
model.to("cuda")
model.eval()
`;
  const parts = [head + imports, load];
  let count = parts.join('\n').split('\n').length + tail.split('\n').length;
  for (let index = 0; count < lines; index++) {
    const one = `\n${block(index)}`;
    parts.push(one);
    count += one.split('\n').length;
  }
  return [...parts, `\n${tail}`].join('\n');
}

/** A module of a project, about `lines` lines long, that may import others. */
function moduleText(seed: number, lines: number, imports: readonly string[]): string {
  const names = imports.map(name => `from ${name} import work as next_${name.split('.').at(-1)}\n`).join('');
  const parts = [
    `import asyncio\nimport logging\nfrom typing import Any\n\n${names}\nlogger = logging.getLogger(__name__)\n`,
  ];
  let count = 8;
  for (let index = seed; count < lines; index++) {
    const one = `\n${block(index)}`;
    parts.push(one);
    count += one.split('\n').length;
  }
  return [...parts, '\ndef work(value: dict[str, Any]) -> dict[str, Any]:\n    return dict(value)\n'].join(
    '\n',
  );
}

export interface ProjectPlan {
  /** Python files in all, the handler included. */
  readonly files: number;
  readonly handlerLines: number;
  readonly moduleLines: number;
}

/** A worker folder: a long handler, a package of modules it imports directly or through others, Dockerfile, pins. */
export function writeProject(folder: string, { files, handlerLines, moduleLines }: ProjectPlan): void {
  const names = Array.from({ length: files - 2 }, (_, index) => `app.module_${index}`);
  mkdirSync(join(folder, 'app'), { recursive: true });
  writeFileSync(join(folder, 'app/__init__.py'), '');
  // Ten modules a step: every one is reached from the handler, as in a project that grew.
  for (const [index, name] of names.entries()) {
    const imports =
      index % 10 === 0 ? [] : names.slice(index * 10, index * 10 + 10).filter(one => one !== name);
    writeFileSync(join(folder, `${name.replace('.', '/')}.py`), moduleText(index, moduleLines, imports));
  }
  const first = names.filter((_, index) => index < 10 || index % 10 === 0);
  writeFileSync(join(folder, 'handler.py'), longHandler(handlerLines, first));
  writeFileSync(
    join(folder, 'requirements.txt'),
    'runpod==1.12.0\ntorch==2.6.0\ntransformers==4.51.0\nrequests==2.32.3\n',
  );
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "-u", "handler.py"]\n',
  );
}
