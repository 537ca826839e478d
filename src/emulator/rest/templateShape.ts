// A template as REST v2 shows it, and what a new one starts from.
import type { TemplateRecord } from '../store/records';
import { defaultContainer } from './containerBody';

/** The spec's floor for a persistent mount, GB. */
const smallestMount = 10;
const categories = new Set(['CPU', 'NVIDIA', 'AMD']);

export const defaultTemplate: TemplateRecord = {
  id: '',
  name: '',
  container: defaultContainer,
  volumeInGb: 0,
  volumeMountPath: '/workspace',
  isServerless: false,
  isPublic: false,
  readme: '',
  startSsh: true,
  startJupyter: true,
  startScript: '',
  advancedStart: false,
  category: 'NVIDIA',
  config: '',
  allowedCudaVersions: [],
};

export function templateBody(template: TemplateRecord) {
  const { volumeInGb, volumeMountPath, category } = template;
  const mounted = volumeInGb >= smallestMount;
  return {
    id: template.id,
    name: template.name,
    ...template.container,
    mounts: mounted ? { persistent: { size: volumeInGb, path: volumeMountPath } } : {},
    serverless: template.isServerless,
    public: template.isPublic,
    category: categories.has(category) ? category : 'NVIDIA',
    startSsh: template.startSsh,
    startJupyter: template.startJupyter,
    allowedCudaVersions: template.allowedCudaVersions,
  };
}
