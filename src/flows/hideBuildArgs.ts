// What is told of a build never holds the value of a build argument: builders repeat them in names of steps, and
// commands print them. Values shorter than 6 characters are words like any other and stay.
import { hideKnown } from '../base/redact';
import { BuildFailure } from '../image/build/buildFailure';
import type { BuildEvent } from '../image/engine';

export interface Hidden {
  event(event: BuildEvent): BuildEvent;
  /** The same failure, in words that may be shown. */
  failure(error: unknown): unknown;
}

export function hideBuildArgs(buildArgs: Readonly<Record<string, string>> = {}): Hidden {
  // A value of several lines is printed line by line.
  const values = Object.values(buildArgs).flatMap(value => [value, ...value.split(/\r?\n/)]);
  const hide = (text: string) => hideKnown(text, values);
  return {
    event(event) {
      if (event.kind === 'output') return { ...event, line: hide(event.line) };
      return event.kind === 'step' ? { ...event, name: hide(event.name) } : event;
    },
    failure(error) {
      if (!(error instanceof BuildFailure)) return error;
      const { message, remedy, detail, place } = error;
      return new BuildFailure(hide(message), { remedy, detail: detail && hide(detail) }, place);
    },
  };
}
