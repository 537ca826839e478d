// All rules in the order of their codes, from the list. A retired code is never given again.
import * as listed from './list';
import type { Rule } from './rule';

export const allRules: readonly Rule[] = Object.values(listed).sort((a, b) => (a.code < b.code ? -1 : 1));

/** Codes that were in use once. */
export const retiredCodes: readonly string[] = [];
