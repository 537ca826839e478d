// Puts the client of one account together: one door to the network, one set of rate limits, one file per resource.
import { createAccount } from './account';
import { createCatalog } from './catalog';
import type { Cloud, CloudUrls } from './cloud';
import { createEndpoints } from './endpoints';
import { createGraph } from './graphql';
import { Http, type HttpOptions } from './http';
import { createJobs } from './jobs';
import { createLogs } from './logStream';
import { createRegistries } from './registries';
import { createTemplateCuda } from './templateCuda';
import { createTemplates } from './templates';

export interface CloudOptions extends HttpOptions {
  readonly urls: CloudUrls;
}

/** A client for one account (or Local RunPod). Another key means another client. */
export function createCloud(options: CloudOptions): Cloud {
  const { urls, clock, random } = options;
  const http = new Http(options);
  const graph = createGraph({ url: urls.graphql, http, clock, random });
  return {
    account: createAccount(graph),
    endpoints: createEndpoints({ urls, http, graph, sleep: clock.sleep }),
    templates: createTemplates({ graph, cuda: createTemplateCuda(urls.rest, http), sleep: clock.sleep }),
    jobs: createJobs(urls.jobs, http),
    logs: createLogs(urls.rest, http, clock),
    catalog: createCatalog(urls.rest, http),
    registries: createRegistries(urls.rest, http),
    limits: http.limits,
  };
}
