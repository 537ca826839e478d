// A template as text for a diff: one field a line, secret values masked but told apart when they change. Pure.
import { isSecretName, redact, redacted } from '../../base/redact';
import type { FieldChange } from '../../flows/templateChange';
import type { GraphTemplate } from '../../wire/graphql';

export interface TemplateTextOptions {
  readonly changes: readonly FieldChange[];
  readonly side: 'before' | 'after';
}

export function templateText(template: GraphTemplate, { changes, side }: TemplateTextOptions): string {
  const env = (template.env ?? []).map(({ key, value }) => {
    const hidden = isSecretName(key);
    const changed = changes.some(change => change.field === `env.${key}` && change.kind === 'changed');
    const mask = changed && side === 'after' ? `${redacted} (another value)` : redacted;
    return `  ${key}: ${hidden ? mask : redact(value)}`;
  });
  const fields: readonly (readonly [name: string, value: unknown])[] = [
    ['template', template.name],
    ['image', template.imageName],
    ['start command', template.dockerArgs],
    ['container disk (GB)', template.containerDiskInGb],
    ['ports', template.ports],
    ['registry credential', template.containerRegistryAuthId],
  ];
  const lines = fields
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}: ${redact(String(value))}`);
  return [...lines, 'environment:', ...(env.length > 0 ? env : ['  (none)']), ''].join('\n');
}
