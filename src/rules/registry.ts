// The ordered list of rules; the only file that changes when a rule is added. A retired code is never given again.
import { missingStart } from './missing-start/rule';
import { outputBuffered } from './output-buffered/rule';
import { pythonNotFound } from './python-not-found/rule';
import type { Rule } from './rule';
import { sdkMissing } from './sdk-missing/rule';
import { sdkRegression } from './sdk-regression/rule';
import { sdkUnpinned } from './sdk-unpinned/rule';

export const allRules: readonly Rule[] = [
  missingStart,
  pythonNotFound,
  outputBuffered,
  sdkRegression,
  sdkUnpinned,
  sdkMissing,
];

/** Codes that were in use once. */
export const retiredCodes: readonly string[] = [];
