// GET /requests: the jobs that are still known, the newest first.
// Assumed: the documentation names the route and its rate limit, but not the shape of the answer.
import type { JobContext } from './plane';
import { jobBody } from './shape';

const mostShown = 100;

export async function requests(c: JobContext): Promise<Response> {
  const { jobs } = c.get('platform');
  const newest = [...jobs.of(c.get('endpoint').id)].reverse().slice(0, mostShown);
  return c.json({ requests: newest.map(jobBody) });
}
