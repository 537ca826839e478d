// Reads targets, endpoints and workers anew.
import type { Command } from './command';

export const viewRefresh: Command = async ({ targets, endpoints, workers }) => {
  await targets.refresh();
  endpoints.refresh();
  await workers.refresh();
};
