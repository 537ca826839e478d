// The worker quota over all endpoints, refused in the platform's words.
import { AppError } from '../../base/errors';
import type { Platform } from '../platform';

/** Throws when `workersMax` for this endpoint would exceed the account's quota. */
export function checkQuota(platform: Platform, endpointId: string, workersMax: number): void {
  const quota = platform.settings.workersQuota;
  const others = platform.account.endpoints
    .list()
    .filter(endpoint => endpoint.id !== endpointId)
    .reduce((sum, endpoint) => sum + endpoint.workersMax, 0);
  if (others + workersMax <= quota) return;
  const left = Math.max(0, quota - others);
  throw new AppError(
    'refused',
    `Max workers across all endpoints must not exceed your workers quota (${quota}). Reduce the max workers for other ` +
      `endpoints or lower the max worker count for this endpoint to at most ${left}.`,
  );
}
