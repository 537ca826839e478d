// The CUDA versions a template allows are REST v2's alone: GraphQL neither shows nor takes them, and its saveTemplate
// writes the template whole. Whoever saves reads them before and puts them back.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isAppError } from '../base/errors';
import type { Http } from './http';
import { notKept } from './readBack';
import { segment } from './request';

const schema = z.looseObject({ allowedCudaVersions: z.array(z.string()).nullish() });

export interface TemplateCuda {
  /** Empty when any will do, or when this key or template is not for REST v2. */
  read(templateId: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Writes only when they are not there any more; throws `conflict` when they are not kept. */
  keep(templateId: string, versions: readonly string[], signal?: AbortSignal): Promise<void>;
}

export function createTemplateCuda(rest: string, http: Http): TemplateCuda {
  const requestOf = (id: string) =>
    ({
      url: `${rest}/templates/${segment(id, 'a template')}`,
      scope: 'rest',
      subject: `template ${id}`,
    }) as const;
  const read: TemplateCuda['read'] = async (id, signal) => {
    try {
      const found = await http.json(schema, { ...requestOf(id), method: 'GET', safety: 'read' }, signal);
      return found.allowedCudaVersions ?? [];
    } catch (error) {
      if (isAppError(error, 'not-found') || (isAppError(error, 'unauthorized') && error.status === 403))
        return [];
      throw error;
    }
  };
  return {
    read,
    async keep(id, versions, signal) {
      if (versions.length === 0 || isSame(await read(id, signal), versions)) return;
      const body = { allowedCudaVersions: versions };
      const saved = await http.json(
        schema,
        { ...requestOf(id), method: 'PATCH', safety: 'once', body },
        signal,
      );
      if (!isSame(saved.allowedCudaVersions ?? [], versions))
        throw notKept(`template ${id}`, ['allowedCudaVersions']);
    },
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return isDeepStrictEqual([...a].sort(), [...b].sort());
}
