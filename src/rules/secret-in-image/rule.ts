// RP702: a build argument with a key that is made an environment variable of the final image: every one who pulls it can
// read it with `docker inspect`.
import { isSecretName } from '../../base/redact';
import { defineRule } from '../rule';

export const secretInImage = defineRule({
  code: 'RP702',
  name: 'secret-in-image',
  severity: 'warning',
  title: 'A key given to the build stays in the image',
  fixable: false,
  check({ worker }, report) {
    for (const { dockerfile, view } of worker.images) {
      const args = new Set(
        view.instructions
          .filter(one => one.keyword === 'ARG')
          .flatMap(one => one.words.map(word => word.text.split('=', 1)[0] ?? '')),
      );
      for (const one of view.instructions.filter(({ keyword }) => keyword === 'ENV')) {
        for (const word of one.words) {
          const [, name = '', argument = ''] = /^(\w+)=\$\{?(\w+)\}?$/.exec(word.text) ?? [];
          if (!isSecretName(name) || !args.has(argument)) continue;
          report({
            path: dockerfile.path,
            range: dockerfile.source.rangeOf(word),
            message: `${name} stays in the image: whoever pulls it can read the value. Give it to the one RUN that needs it with --mount=type=secret, and to the worker through the template.`,
          });
        }
      }
    }
  },
});
