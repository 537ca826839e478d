// A Cloud of which a test fills in what it needs; anything else that is called fails the test by its name.
import type { Cloud } from '../../src/api/cloud';

type Parts = { readonly [Room in keyof Cloud]?: Partial<Cloud[Room]> };

export function fakeCloud(parts: Parts = {}): Cloud {
  const room = <Room extends keyof Cloud>(name: Room): Cloud[Room] =>
    new Proxy(parts[name] ?? {}, {
      get(given, method) {
        return Reflect.get(given, method) ?? (() => unexpected(`cloud.${name}.${String(method)}`));
      },
    }) as Cloud[Room];
  return {
    account: room('account'),
    endpoints: room('endpoints'),
    templates: room('templates'),
    jobs: room('jobs'),
    logs: room('logs'),
    catalog: room('catalog'),
    registries: room('registries'),
    limits: parts.limits?.quotas ? { quotas: parts.limits.quotas } : { quotas: [] },
  };
}

/** For whoever awaits it; who iterates over it instead leaves no rejection that nobody handles. */
function unexpected(call: string): Promise<never> {
  const refused = Promise.reject(new Error(`the test did not expect ${call}`));
  refused.catch(() => undefined);
  return refused;
}

/** Answers with one item after the other, then with the last for ever; an Error is thrown. */
export function inTurn<T>(...answers: (T | Error)[]): () => Promise<T> {
  let next = 0;
  return async () => {
    const answer = answers[Math.min(next++, answers.length - 1)];
    if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer given');
    return answer;
  };
}
