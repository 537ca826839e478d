// Loaded into the extension host before VS Code: notes the timers our bundle starts and the context it is activated
// with, so that a test can end the extension's life and see what it leaves behind.
'use strict';
const Module = require('node:module');

const isOurs = path => /[\\/]dist[\\/]extension\.js$/.test(path);
const probe = { context: undefined, deactivate: undefined, timers: new Map() };
globalThis.runpodProbe = probe;

const load = Module._load;
Module._load = function (request, ...rest) {
  const exports = load.call(this, request, ...rest);
  if (!isOurs(request) || !exports.activate) return exports;
  probe.deactivate = exports.deactivate;
  const activate = context => {
    probe.context = context;
    return exports.activate(context);
  };
  return { ...exports, activate };
};

for (const [set, clear] of [
  ['setTimeout', 'clearTimeout'],
  ['setInterval', 'clearInterval'],
]) {
  const realSet = globalThis[set];
  const realClear = globalThis[clear];
  globalThis[set] = Object.assign((run, ms, ...args) => {
    const { stack = '' } = new Error();
    const once = set === 'setTimeout';
    const handle = realSet(
      (...given) => {
        if (once) probe.timers.delete(handle);
        run(...given);
      },
      ms,
      ...args,
    );
    if (/[\\/]dist[\\/]extension\.js/.test(stack)) probe.timers.set(handle, `${set} of ${ms} ms\n${stack}`);
    return handle;
  }, realSet);
  globalThis[clear] = handle => {
    probe.timers.delete(handle);
    realClear(handle);
  };
}
