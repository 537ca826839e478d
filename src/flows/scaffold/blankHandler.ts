// The smallest worker: it answers a ping and echoes its text. There is no model, so warm and lazy are the same.
import type { HandlerParts } from './handlerText';

export const blankHandler: HandlerParts = {
  about: 'answers a job.',
  input: '`text`',
  check: `    text = job_input.get("text")
    if not isinstance(text, str):
        return {"error": "'text' must be a string."}
`,
  work: '    return {"text": text}\n',
};
