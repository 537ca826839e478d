// Templates as REST v2 gives them.
import * as z from 'zod';
import { containerFields } from './container';

export const templateSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  ...containerFields,
  serverless: z.boolean(),
  public: z.boolean(),
  category: z.string(),
  startSsh: z.boolean(),
  startJupyter: z.boolean(),
});
export type Template = z.infer<typeof templateSchema>;
export const templateListSchema = z.looseObject({ templates: z.array(templateSchema) });
