// The ordered list of rules; the only file that changes when a rule is added. A retired code is never given again.
import { missingStart } from './missing-start/rule';
import type { Rule } from './rule';

export const allRules: readonly Rule[] = [missingStart];

/** Codes that were in use once. */
export const retiredCodes: readonly string[] = [];
