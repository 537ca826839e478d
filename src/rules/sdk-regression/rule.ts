// RP501: a pin that installs an SDK release known to be broken. Ranges are resolved to what pip would choose.
import { pinFix, pythonMinorOf, sdkPins } from '../pins';
import { defineRule } from '../rule';
import { goodRange, judgePin } from '../sdkVersions';

export const sdkRegression = defineRule({
  code: 'RP501',
  name: 'sdk-regression',
  severity: 'warning',
  title: 'The runpod pin installs a release that is known to be broken',
  fixable: true,
  check({ worker }, report) {
    const pythonMinor = pythonMinorOf(worker);
    for (const pin of sdkPins(worker)) {
      const verdict = judgePin(pin.specifier ?? '', pythonMinor);
      if (!verdict) continue;
      const { version, problem, severity, oldPython } = verdict;
      const chosen =
        pin.specifier?.trim() === `==${version}`
          ? `runpod ${version}`
          : `This installs runpod ${version}, which`;
      const advice = oldPython
        ? `Good releases need Python 3.10 or newer; this image has 3.${pythonMinor}.`
        : pin.kind === 'lock'
          ? `Ask for runpod${goodRange} and lock again.`
          : `Use runpod${goodRange}.`;
      report({
        path: pin.source.path,
        range: pin.source.rangeOf(pin),
        message: `${chosen} ${problem}. ${advice}`,
        severity,
        fixes: oldPython ? [] : pinFix(pin),
      });
    }
  },
});
