// The JSON schemas of `.runpod/check.json` and of "runpod" in package.json, rendered from the registry: what a person
// types there is completed and explained. `test/house/manifest.test.ts` keeps the files in `media/` true.
import { allRules } from '../rules/registry';

type Json = Record<string, unknown>;

const words = ['error', 'warning', 'info', 'hint', 'off'];

const severity: Json = {
  enum: words,
  enumDescriptions: [
    'Stops a deployment, fails code scanning.',
    'Probably wrong.',
    'Worth knowing.',
    'A suggestion, shown as dots.',
    'The rule says nothing.',
  ],
};

/** The same for the manifest: short, since every window reads it. */
export function severitiesSetting(): Json {
  return {
    additionalProperties: { type: 'string', enum: words },
    propertyNames: { enum: allRules.flatMap(({ code, name }) => [code, name]) },
  };
}

/** An object from rule to severity. Keys are completed and say what they are about. */
function severitiesSchema(): Json {
  const about = (code: string, name: string, title: string) => ({
    ...severity,
    markdownDescription: `**${code} ${name}**: ${title}.`,
  });
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      allRules.flatMap(({ code, name, title }) => [
        [code, about(code, name, title)],
        [name, about(code, name, title)],
      ]),
    ),
  };
}

const globs: Json = { type: 'array', items: { type: 'string', minLength: 1 } };

export function checkSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Check of RunPod workers',
    description: 'What runpod-worker-dev check and the editor say about the workers below this folder.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: { $ref: '#/definitions/rules', description: 'Severity per rule, by code or name.' },
      ignore: {
        ...globs,
        description: 'Files that get no problems: globs as in .dockerignore, relative to this folder.',
      },
      overrides: {
        type: 'array',
        description: 'Other severities for some files. Later ones win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: { files: globs, rules: { $ref: '#/definitions/rules' } },
          defaultSnippets: [{ label: 'Override', body: { files: ['$1'], rules: { $2: 'off' } } }],
        },
      },
      loadingStrategy: {
        enum: ['warm', 'lazy'],
        description: 'How handlers are meant to load their model; RP104 tells where one does not.',
      },
    },
    definitions: { rules: severitiesSchema() },
  };
}

/** Laid over npm's own schema of package.json. */
export function packageSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { runpod: { $ref: './check.schema.json' } },
  };
}

export const jsonValidation: readonly Json[] = [
  { fileMatch: '**/.runpod/check.json', url: './media/check.schema.json' },
  { fileMatch: 'package.json', url: './media/package.schema.json' },
];
