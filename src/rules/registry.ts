// The ordered list of rules; the only file that changes when a rule is added. A retired code is never given again.

import { aggregateWithoutStream } from './aggregate-without-stream/rule';
import { asyncNeverAwaits } from './async-never-awaits/rule';
import { badStartConfig } from './bad-start-config/rule';
import { blockingCallInAsyncHandler } from './blocking-call-in-async-handler/rule';
import { cacheOrder } from './cache-order/rule';
import { cancelSwallowed } from './cancel-swallowed/rule';
import { checkConfigInvalid } from './check-config-invalid/rule';
import { concurrencyModifier } from './concurrency-modifier/rule';
import { cudaMismatch } from './cuda-mismatch/rule';
import { deadEndpoint } from './dead-endpoint/rule';
import { engineAtImport } from './engine-at-import/rule';
import { entryMissing } from './entry-missing/rule';
import { envAfterImport } from './env-after-import/rule';
import { errorReturnedAsSuccess } from './error-returned-as-success/rule';
import { exitInHandler } from './exit-in-handler/rule';
import { exitZeroOnFailure } from './exit-zero-on-failure/rule';
import { failureWithoutErrorKey } from './failure-without-error-key/rule';
import { filesLeftBehind } from './files-left-behind/rule';
import { generatorReturned } from './generator-returned/rule';
import { guardTestsFirst } from './guard-tests-first/rule';
import { handlerSignature } from './handler-signature/rule';
import { hubConfigInvalid } from './hub-config-invalid/rule';
import { initTimeoutTooShort } from './init-timeout-too-short/rule';
import { inputUnchecked } from './input-unchecked/rule';
import { installAtRuntime } from './install-at-runtime/rule';
import { jobStateInMemory } from './job-state-in-memory/rule';
import { lambdaNeedsModel } from './lambda-needs-model/rule';
import { lazyLoadRace } from './lazy-load-race/rule';
import { lifespanNeverRuns } from './lifespan-never-runs/rule';
import { loadAtImport } from './load-at-import/rule';
import { loadErrorHidden } from './load-error-hidden/rule';
import { loadErrorLatched } from './load-error-latched/rule';
import { loadPerRequest } from './load-per-request/rule';
import { missingStart } from './missing-start/rule';
import { mutableTag } from './mutable-tag/rule';
import { notAmd64 } from './not-amd64/rule';
import { outputBuffered } from './output-buffered/rule';
import { outputNotJson } from './output-not-json/rule';
import { outputTooLarge } from './output-too-large/rule';
import { pythonNotFound } from './python-not-found/rule';
import type { Rule } from './rule';
import { runtimeDownload } from './runtime-download/rule';
import { sdkMissing } from './sdk-missing/rule';
import { sdkRegression } from './sdk-regression/rule';
import { sdkUnpinned } from './sdk-unpinned/rule';
import { secretInImage } from './secret-in-image/rule';
import { secretInSource } from './secret-in-source/rule';
import { serverlessFlagUnset } from './serverless-flag-unset/rule';
import { shellFormCmd } from './shell-form-cmd/rule';
import { silentExit } from './silent-exit/rule';
import { startBeforeDefinition } from './start-before-definition/rule';
import { startNotReached } from './start-not-reached/rule';
import { startUnguarded } from './start-unguarded/rule';
import { startWithoutExec } from './start-without-exec/rule';
import { strategyMismatch } from './strategy-mismatch/rule';
import { streamNotAggregated } from './stream-not-aggregated/rule';
import { testInputInvalid } from './test-input-invalid/rule';
import { threadOutlivesJob } from './thread-outlives-job/rule';
import { undefinedName } from './undefined-name/rule';
import { unknownSdkName } from './unknown-sdk-name/rule';
import { unquotedSpecifier } from './unquoted-specifier/rule';
import { volumeAssumed } from './volume-assumed/rule';

export const allRules: readonly Rule[] = [
  missingStart,
  badStartConfig,
  startNotReached,
  handlerSignature,
  startBeforeDefinition,
  startUnguarded,
  unknownSdkName,
  undefinedName,
  lifespanNeverRuns,
  loadAtImport,
  loadPerRequest,
  strategyMismatch,
  lazyLoadRace,
  loadErrorHidden,
  silentExit,
  loadErrorLatched,
  exitZeroOnFailure,
  engineAtImport,
  lambdaNeedsModel,
  guardTestsFirst,
  threadOutlivesJob,
  jobStateInMemory,
  blockingCallInAsyncHandler,
  installAtRuntime,
  volumeAssumed,
  filesLeftBehind,
  outputNotJson,
  outputTooLarge,
  inputUnchecked,
  streamNotAggregated,
  errorReturnedAsSuccess,
  cancelSwallowed,
  exitInHandler,
  generatorReturned,
  concurrencyModifier,
  asyncNeverAwaits,
  failureWithoutErrorKey,
  aggregateWithoutStream,
  testInputInvalid,
  hubConfigInvalid,
  checkConfigInvalid,
  serverlessFlagUnset,
  pythonNotFound,
  outputBuffered,
  entryMissing,
  mutableTag,
  cacheOrder,
  initTimeoutTooShort,
  shellFormCmd,
  notAmd64,
  cudaMismatch,
  runtimeDownload,
  unquotedSpecifier,
  startWithoutExec,
  sdkRegression,
  sdkUnpinned,
  sdkMissing,
  envAfterImport,
  deadEndpoint,
  secretInSource,
  secretInImage,
];

/** Codes that were in use once. */
export const retiredCodes: readonly string[] = [];
