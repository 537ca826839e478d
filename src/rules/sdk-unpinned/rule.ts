// RP502: the SDK without a version: every build may get another one, and past releases broke running endpoints.
import { pinFix, pythonMinorOf, sdkPins } from '../pins';
import { defineRule } from '../rule';
import { judgePin, newestGood } from '../sdkVersions';

export const sdkUnpinned = defineRule({
  code: 'RP502',
  name: 'sdk-unpinned',
  severity: 'info',
  title: 'The SDK is installed without a version',
  fixable: true,
  check({ worker }, report) {
    const pins = sdkPins(worker);
    if (pins.some(pin => pin.kind === 'lock')) return;
    if (judgePin('', pythonMinorOf(worker))) return; // RP501 has more to say.
    for (const pin of pins.filter(one => one.specifier?.trim() === '')) {
      report({
        path: pin.source.path,
        range: pin.source.rangeOf(pin),
        message: `runpod has no version: each build may install another release. ${newestGood} is the newest known to be good.`,
        fixes: pinFix(pin),
      });
    }
  },
});
