// The smallest worker: it answers a ping and echoes its text. There is no model, so warm and lazy are the same.

export function blankHandler(): string {
  return `"""NAME: answers a job."""

from typing import Any

import runpod


def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job. Input: \`text\`; or \`ping\`."""
    job_input = job.get("input")
    if not isinstance(job_input, dict):
        return {"error": "'input' must be an object."}
    if job_input.get("ping"):
        return {"pong": True}
    text = job_input.get("text")
    if not isinstance(text, str):
        return {"error": "'text' must be a string."}
    return {"text": text}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
`;
}
