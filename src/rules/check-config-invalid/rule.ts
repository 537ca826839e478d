// RP303: what configures this check and cannot be understood. Silence here would be worst: a typo switches nothing off,
// or leaves a rule off for ever.
import { defineRule } from '../rule';

export const checkConfigInvalid = defineRule({
  code: 'RP303',
  name: 'check-config-invalid',
  severity: 'error',
  title: 'The configuration of the check names something that does not exist',
  fixable: false,
  check({ config }, report) {
    for (const problem of config.problems) report(problem);
  },
});
