// The names of the `runpod` package, read from SDK 1.12.0 and 1.7.10 with dir() (2026-11). Only what is called or read
// as an attribute matters; submodules are left open.

/** Keys of start()'s dictionary that the SDK reads. */
export const startKeys: readonly string[] = [
  'handler',
  'return_aggregate_stream',
  'concurrency_modifier',
  'refresh_worker',
  'jobs_fetcher',
  'jobs_fetcher_timeout',
  'jobs_handler',
  'stop_signals_fetcher',
  'stop_signals_fetcher_timeout',
  'rp_args',
  'reference_counter_start',
];

const top = new Set(
  `AsyncioEndpoint AsyncioJob Endpoint RunPodLogger SSH_KEY_PATH agent api api_key api_url_base check_credentials cli
  create_container_registry_auth create_endpoint create_pod create_template delete_container_registry_auth endpoint
  endpoint_url_base error get_credentials get_endpoints get_gpu get_gpus get_pod get_pods get_user http_client logging os
  profile resume_pod rp_debugger serverless set_credentials stop_pod terminate_pod tracer update_container_registry_auth
  update_endpoint_template update_user_settings user_agent version`.split(/\s+/),
);

const serverless = new Set(
  `Any Dict List RunPodLogger VolumeCache argparse core json log logging modules os parser progress_update
  register_fitness_check runpod_version signal start sys time utils worker`.split(/\s+/),
);

/** True for `runpod.X` and `runpod.serverless.X` that no release of the SDK has. */
export function isUnknownSdkName(dotted: string): boolean {
  const [root, first, second] = dotted.split('.');
  if (root !== 'runpod' || first === undefined || first.startsWith('_')) return false;
  if (!top.has(first)) return true;
  return first === 'serverless' && second !== undefined && !second.startsWith('_') && !serverless.has(second);
}

/** The known name that a misspelt one was meant to be. */
export function meant(written: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[-_\s]/g, '');
  const same = known.find(name => plain(name) === plain(written));
  if (same) return same;
  const near = known.filter(
    name => distance(plain(name), plain(written)) <= Math.min(2, Math.floor(name.length / 4)),
  );
  return near.length === 1 ? near[0] : undefined;
}

/** Levenshtein, for words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
