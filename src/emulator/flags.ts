// The flags of Local RunPod's own program, and how it tells that it could not start.
import { parseArgs } from 'node:util';
import { AppError, explain } from '../base/errors';
import { readLogQuirks } from './logs/quirks';

const usage = `Usage: emulator [--port N] [--state DIR] [--runtime auto|process|container] [--python PATH] [--limits answer|refuse] [--owner PID] [--json] [--log-quirks LIST]`;

/** Throws `usage` for a flag that is not right. */
export function readFlags(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      runtime: { type: 'string', default: 'auto' },
      python: { type: 'string' },
      // Beyond the rate limits of the platform: answered all the same, or refused as there.
      limits: { type: 'string', default: 'answer' },
      // It ends with the process of this id, however that one ends.
      owner: { type: 'string' },
      json: { type: 'boolean', default: false },
      'log-quirks': { type: 'string', default: '' },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new AppError('usage', `--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  if (!['auto', 'process', 'container'].includes(values.runtime)) {
    throw new AppError('usage', `--runtime must be auto, process or container, not "${values.runtime}".`);
  }
  if (!['answer', 'refuse'].includes(values.limits)) {
    throw new AppError('usage', `--limits must be answer or refuse, not "${values.limits}".`);
  }
  if (values.owner !== undefined && !/^[1-9]\d*$/.test(values.owner)) {
    throw new AppError('usage', `--owner must be the id of a process, not "${values.owner}".`);
  }
  return {
    ...values,
    logQuirks: readLogQuirks(values['log-quirks']),
    port,
    overQuota: values.limits === 'refuse' ? ('refuse' as const) : ('answer' as const),
    owner: values.owner === undefined ? undefined : Number(values.owner),
  };
}

/** One line for a person, and the exit code: 2 for a wrong flag, 3 else. */
export function failedStart(error: unknown): { readonly line: string; readonly code: 2 | 3 } {
  const isFlag =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const { kind, message, remedy, detail } = explain(isFlag ? new AppError('usage', error.message) : error);
  const parts = [message, remedy, kind === 'usage' ? usage : detail];
  return { line: parts.filter(Boolean).join(' '), code: kind === 'usage' ? 2 : 3 };
}
