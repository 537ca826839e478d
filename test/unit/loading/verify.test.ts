// The check after writing: what it must let pass, and that it names what it stops.
import { describe, expect, it } from 'vitest';
import { switchText } from '../../support/loading';
import { testPython } from '../../support/python';

const python = await testPython();
const start = 'import runpod\nrunpod.serverless.start({"handler": handler})\n';

describe('verify', () => {
  it('does not miss the name of an except clause that went', () => {
    const text = `import sys\nfrom transformers import pipeline\ntry:\n    pipe = pipeline("x")\nexcept Exception as e:\n    sys.exit(f"no: {e}")\ndef handler(job):\n    try:\n        return pipe(job)\n    except ValueError as e:\n        return {"error": str(e)}\n${start}`;
    expect(switchText(text, 'lazy', python).plan.kind).toBe('edits');
  });

  it('names in full what would lose its binding', () => {
    const text = `import sys\ntry:\n    import transformers\n    pipe = transformers.pipeline("x")\nexcept Exception:\n    sys.exit(1)\ndef handler(job):\n    return transformers.utils.clean(pipe(job))\n${start}`;
    const { plan } = switchText(text, 'lazy', python);
    expect(plan.kind === 'refused' && plan.reason).toMatch(
      /^Line 4: .*transformers would (be undefined|no longer be bound)/,
    );
  });
});
