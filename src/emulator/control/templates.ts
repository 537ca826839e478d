// Templates: names are unique, one that is bound cannot be deleted, and an edit through GraphQL rolls out to the
// endpoint that is bound to it.
import { AppError } from '../../base/errors';
import type { Platform } from '../platform';
import type { TemplateRecord } from '../store/records';
import { commitEndpoint } from './releases';

/** Saves a template and rolls it out to the endpoints bound to it. Throws `conflict` for a name that is taken. */
export async function saveAndRollOut(platform: Platform, template: TemplateRecord): Promise<TemplateRecord> {
  const saved = await saveTemplate(platform, template);
  for (const endpoint of platform.account.endpoints.list()) {
    if (endpoint.templateId === saved.id)
      commitEndpoint(platform, { ...endpoint, container: saved.container });
  }
  return saved;
}

/** Saves a template; endpoints made from it stay as they are (REST v2). */
export async function saveTemplate(platform: Platform, template: TemplateRecord): Promise<TemplateRecord> {
  const { templates } = platform.account;
  const taken = () => templates.find(other => other.name === template.name && other.id !== template.id);
  const refuse = () => {
    throw new AppError(
      'conflict',
      `Template name must be unique: there is already a template ${template.name}.`,
    );
  };
  if (taken()) refuse();
  await platform.admit(template.container.image);
  if (taken()) refuse();
  return templates.put(template);
}

/** Throws `conflict` while an endpoint is bound to the template. */
export function deleteTemplate(platform: Platform, template: TemplateRecord): void {
  const user = platform.account.endpoints.find(endpoint => endpoint.templateId === template.id);
  if (user) {
    throw new AppError(
      'conflict',
      `Template is in use by endpoint ${user.name} (${user.id}) and cannot be deleted.`,
    );
  }
  platform.account.templates.delete(template.id);
}
