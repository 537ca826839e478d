// The Endpoints tree over an account of 1,000 endpoints × 10 workers on Local RunPod: how long from the data to the
// nodes, how much of them is drawn again when nothing or one thing changed, and how many requests a minute it takes
// beside the quota that is served.
import { manyEndpoints } from '../support/manyEndpoints';

const limitMs = 1_000;

export async function main(): Promise<void> {
  const seed = { endpoints: Number(process.env.ENDPOINTS ?? 1_000), workersEach: 10 };
  const world = await manyEndpoints(seed);
  const first = await world.firstPaint();
  console.log(
    `${seed.endpoints} endpoints × ${seed.workersEach} workers; RateLimit-Policy ${world.policy()}`,
  );
  console.log(
    `first paint ${first.paintMs.toFixed(0)} ms after the list (limit ${limitMs}), ${first.nodes} nodes`,
  );
  const again = await world.repaint();
  console.log(
    `a refresh in which nothing changed: ${again.ms.toFixed(0)} ms, ${again.redrawn} nodes drawn again`,
  );
  for (const opened of [0, 20]) {
    for (const state of ['idle', 'rollout'] as const) {
      const { rest, jobs, graphql } = await world.minute({ opened, state });
      console.log(
        `a minute, ${state}, ${opened} opened: ${rest} REST, ${jobs} job API, ${graphql} GraphQL; quota ${world.quota()} REST`,
      );
      if (rest >= world.quota()) throw new Error(`${rest} requests a minute; the quota is ${world.quota()}.`);
    }
  }
  await world.end();
  if (first.paintMs > limitMs) throw new Error(`The first paint took ${first.paintMs} ms.`);
}
