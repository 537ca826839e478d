// RunPod REST v2 as published: written by test/property/wire/published.test.ts from the specification in the fixtures.
// Do not edit; types only, no byte of it reaches a bundle.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Container configuration universal to every containerized resource. Compose ContainerConfig instead unless the resource cannot support private registries (clusters, until the upstream input accepts a registry credential). */
        BaseContainerConfig: {
            /** @description Arguments passed to the container entrypoint */
            args?: string;
            /** @description Container disk in GB (ephemeral, wiped on restart) */
            disk?: number;
            /** @description Environment variables as key-value pairs */
            env?: {
                [key: string]: string;
            };
            /** @description Docker image reference */
            image?: string;
            /** @description Exposed ports, formatted as port/protocol */
            ports?: string[];
        };
        /** @description Reusable container configuration shared across templates, pods, and serverless endpoints. Adding a field here automatically propagates to all three resources. */
        ContainerConfig: components["schemas"]["BaseContainerConfig"] & {
            /** @description Container registry credential ID (for private images) */
            registry?: string | null;
        };
        /**
         * @description Storage mounts attached to a template. Templates support only a
         *     single persistent mount today; any `network` property is rejected
         *     with 422 by the schema validator.
         *
         *     PATCH semantics: omitting `mounts` or sending `{}` leaves the
         *     existing mount unchanged.
         */
        TemplateMounts: {
            persistent?: components["schemas"]["PersistentMount"];
        };
        /**
         * @description Host-local persistent storage. Pinned to the pod's host machine — data
         *     does not survive a host failure. Disallowed on CPU pods. Mutually
         *     exclusive with NetworkMount. Deprecated: prefer NetworkMount for any
         *     data you cannot recreate.
         */
        PersistentMount: {
            /** @description Host-local persistent storage in GB. Upstream enforces a 10 GB floor. */
            size: number;
            /** @description Mount path inside the container. May be changed via PATCH. */
            path: string;
        };
        BaseCpuConfig: {
            /** @description CPU flavor identifier, as returned by GET /v2/catalog/cpus. */
            id: string;
            /** @description Number of vCPUs. Must be valid for the selected CPU flavor and must be a power of two. */
            vcpuCount: number;
        };
        CreateCpuConfig: components["schemas"]["BaseCpuConfig"];
        CpuConfig: components["schemas"]["BaseCpuConfig"] & {
            /** @description Memory allocated to the pod in GB. */
            memory: number;
        };
        /**
         * @description FlashBoot cold-start acceleration mode.
         *     - `OFF`                — disabled
         *     - `FLASHBOOT`          — enabled
         *     - `PRIORITY_FLASHBOOT` — enabled with priority capacity
         * @enum {string}
         */
        FlashBoot: "OFF" | "FLASHBOOT" | "PRIORITY_FLASHBOOT";
        /**
         * @description Request-routing semantics for a modern serverless endpoint.
         *     - `QUEUE` — submit asynchronous or synchronous jobs through the managed queue.
         *     - `LOAD_BALANCER` — send requests directly to worker-defined HTTP paths.
         *       Configure via `env`: `PORT` (server port, default 80), `PORT_HEALTH`
         *       (health-check port, default 80), and `HEALTH_CHECK_PATH` (path the
         *       load balancer polls for worker health, default `/ping`).
         * @enum {string}
         */
        EndpointType: "QUEUE" | "LOAD_BALANCER";
        QueueBasedRequestUrls: {
            /**
             * Format: uri
             * @description URL for asynchronously submitting a queued job.
             */
            run: string;
            /**
             * Format: uri
             * @description URL for synchronously submitting a queued job. Accepts an optional `?wait=x` query parameter to control how long the request waits for job completion, defaulting to 90 seconds.
             */
            runSync: string;
            /**
             * Format: uri
             * @description Check the current state, execution statistics, and results of a previously submitted job.
             */
            status: string;
            /**
             * Format: uri
             * @description Receive incremental results as they become available from a job that generates output progressively.
             */
            stream: string;
            /**
             * Format: uri
             * @description Stop an in-progress job or remove a queued job before it starts.
             */
            cancel: string;
            /**
             * Format: uri
             * @description Requeue a failed or timed-out job without submitting a new request.
             */
            retry: string;
            /**
             * Format: uri
             * @description Remove all pending jobs from the queue. Does not affect in-progress jobs.
             */
            purgeQueue: string;
            /**
             * Format: uri
             * @description Overview of an endpoint's operational status.
             */
            health: string;
        };
        LoadBalancingRequestUrls: {
            /**
             * Format: uri
             * @description Base URL for worker-defined HTTP and WebSocket paths.
             */
            base: string;
            /**
             * Format: uri
             * @description Health check endpoint the load balancer will periodically ping to decide if the worker is healthy enough to receive traffic. Configurable by setting the `HEALTH_CHECK_PATH` environment variable. Defaults to `/ping` if the variable is not set.
             */
            health: string;
        };
        /**
         * @description Request URLs appropriate to the endpoint's top-level `type`.
         *     Queue-based endpoints provide job submission and management URLs;
         *     load-balancing endpoints provide `base` and `health` because their
         *     remaining paths are worker-defined.
         */
        EndpointRequestUrls: components["schemas"]["QueueBasedRequestUrls"] | components["schemas"]["LoadBalancingRequestUrls"];
        BaseEndpointGpuConfig: {
            /**
             * @description Serverless GPU pool IDs (as returned by `GET /v2/catalog/gpus` in
             *     `pool`). Workers are placed on whichever listed pool has capacity.
             *     Narrow a pool down to specific cards with `excludedTypes`.
             */
            pools?: string[];
            /**
             * @description GPU **type** IDs to subtract from the selected pools — the `id`
             *     field of `GET /v2/catalog/gpus`, the same identifiers pods take in
             *     `gpu.id`. Workers run on every type in `pools` except these. Omit to
             *     use the whole pool.
             *
             *     Pools stay the unit of selection; types are the unit of
             *     subtraction. There is no inclusive allowlist: a card later added to
             *     one of your pools becomes eligible, which is the honest reading of
             *     "this pool, minus these".
             *
             *     Tied to `pools`, because the two together are one selection:
             *     supplying `pools` replaces that selection wholesale, so a `PATCH`
             *     sending `pools` **without `excludedTypes`** **clears** them —
             *     restate them to keep them. A `PATCH` that omits `pools` leaves both
             *     the pools and the exclusions untouched, so changing only a CUDA
             *     constraint cannot widen a pinned endpoint.
             *
             *     Rejected with 400 if a value is not a GPU type in one of `pools`;
             *     upstream accepts unrecognized exclusions silently, so a typo would
             *     otherwise produce a filter that does nothing. Surrounding whitespace
             *     is trimmed, so `" NVIDIA L40"` and `"NVIDIA L40"` mean the same card.
             */
            excludedTypes?: string[];
            /**
             * @description GPUs per worker
             * @default 1
             */
            count?: number;
        };
        EndpointGpuConfig: components["schemas"]["BaseEndpointGpuConfig"] & {
            /** @description Acceptable CUDA versions for worker placement, as `major.minor`. Empty means any version. */
            allowedCudaVersions: string[];
            /** @description Lowest acceptable CUDA version for worker placement, as `major.minor`. Null means no floor. */
            minCudaVersion: string | null;
        };
        /**
         * @description GPU request for an endpoint create. Carries the CUDA constraints, which
         *     live here rather than at the body's top level so they are
         *     unrepresentable on a CPU endpoint.
         */
        CreateEndpointGpuConfig: components["schemas"]["BaseEndpointGpuConfig"] & {
            /**
             * @description Acceptable CUDA versions for worker placement, as
             *     `major.minor`. Omit to accept any version (or inherit the
             *     template's constraint when creating from `templateId`).
             *     Matching is exact — discover valid values per GPU type via
             *     `GET /v2/catalog/gpus?include=AVAILABILITY&product=SERVERLESS`
             *     (`cudaVersions`).
             *
             *     A non-empty set is mutually exclusive with minCudaVersion (400
             *     if both are sent). An explicit `[]` states no constraint, so it
             *     may accompany a floor.
             */
            allowedCudaVersions?: string[];
            /**
             * @description Lowest acceptable CUDA version for worker placement, as
             *     `major.minor`, compared numerically rather than as a decimal —
             *     so 12.11 is above 12.2. Use this for an open-ended floor and
             *     allowedCudaVersions for an exact set.
             *
             *     Mutually exclusive with a non-empty allowedCudaVersions (400 if
             *     both are sent); an explicit `[]` there states no constraint and
             *     may accompany this floor.
             */
            minCudaVersion?: string;
        };
        /**
         * @description Partial GPU update — every field is optional and an omitted one is left
         *     unchanged. Unlike create, `pools` is optional, so changing only a CUDA
         *     constraint does not require resending the pool list.
         *
         *     `excludedTypes` requires `pools`, because the two are one selection and
         *     only a supplied `pools` replaces it — an exclusion on its own would
         *     otherwise be silently dropped.
         */
        UpdateEndpointGpuConfig: components["schemas"]["BaseEndpointGpuConfig"] & {
            /**
             * @description Acceptable CUDA versions for worker placement, as
             *     `major.minor`. An explicit `[]` clears the constraint;
             *     omitting the field leaves it unchanged. Takes effect as
             *     workers are replaced.
             *
             *     A non-empty set is mutually exclusive with minCudaVersion (400
             *     if both are sent). An explicit `[]` states no constraint, so it
             *     may accompany a floor.
             *     Setting one does not clear the other — clear it explicitly in
             *     the same patch if the endpoint already carries it.
             */
            allowedCudaVersions?: string[];
            /**
             * @description Lowest acceptable CUDA version for worker placement, as
             *     `major.minor`. An explicit `""` clears the floor; omitting the
             *     field leaves it unchanged. Takes effect as workers are
             *     replaced.
             *
             *     Mutually exclusive with a non-empty allowedCudaVersions (400 if
             *     both are sent); an explicit `[]` there states no constraint and
             *     may accompany this floor.
             */
            minCudaVersion?: string;
        };
        EndpointWorkers: {
            /** @description Minimum number of workers. */
            min?: number;
            /** @description Maximum number of workers. */
            max?: number;
            /**
             * @description Seconds before idle workers scale down. Not applicable to queue-based
             *     endpoints scaling on `requestCount` — rejected on create/update and
             *     omitted from responses for that combination.
             */
            idleTimeout?: number;
        };
        /** @description Scale on queue wait time. Queue-based endpoints only. */
        QueueDelayScaling: {
            /**
             * @description Scaler discriminator. Always `QUEUE_DELAY` for this variant. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "QUEUE_DELAY";
            /**
             * Format: float
             * @description Adjusts the number of workers based on how long requests wait in the queue.
             */
            queueDelay: number;
        };
        /**
         * @description Scale on concurrent in-flight requests per worker. Required for
         *     load-balancing endpoints; also selectable for queue-based.
         */
        RequestCountScaling: {
            /**
             * @description Scaler discriminator. Always `REQUEST_COUNT` for this variant. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "REQUEST_COUNT";
            /** @description Adjusts the number of workers based on active in-flight requests. */
            requestCount: number;
        };
        /**
         * @description Autoscaling signal — a discriminated union on `type`: `QUEUE_DELAY`
         *     (queue-based endpoints only) or `REQUEST_COUNT`. The scaler is chosen
         *     independently of the endpoint's routing `type` and can be switched on
         *     update.
         */
        EndpointScaling: components["schemas"]["QueueDelayScaling"] | components["schemas"]["RequestCountScaling"];
        Endpoint: components["schemas"]["ContainerConfig"] & {
            id: string;
            name: string;
            type?: components["schemas"]["EndpointType"];
            requestUrls?: components["schemas"]["EndpointRequestUrls"];
            gpu?: components["schemas"]["EndpointGpuConfig"] | null;
            /**
             * @description Eligible CPU configurations for each worker, in the order they
             *     were submitted. Present for CPU endpoints and omitted for GPU
             *     endpoints. Memory is derived from the selected flavor's catalog
             *     RAM multiplier.
             */
            cpu?: components["schemas"]["CpuConfig"][];
            workers: WithRequired<components["schemas"]["EndpointWorkers"], "min" | "max">;
            scaling: components["schemas"]["EndpointScaling"];
            dataCenterIds: string[];
            networkVolumes: string[];
            /** @description Per-request execution timeout in milliseconds */
            timeout: number;
            flashboot: components["schemas"]["FlashBoot"];
            /** Format: date-time */
            createdAt: string;
        };
        ListEndpointsResponse: {
            endpoints: components["schemas"]["Endpoint"][];
        };
        /**
         * @description Derived worker state, reconciled from the worker pod's lifecycle status
         *     and the live job-queue view.
         *     - `RUNNING`      — actively processing a job
         *     - `IDLE`         — ready and polling for jobs
         *     - `INITIALIZING` — starting up, not yet ready
         *     - `THROTTLED`    — waiting on compute capacity
         *     - `UNHEALTHY`    — failing health checks
         * @enum {string}
         */
        WorkerStatus: "RUNNING" | "IDLE" | "INITIALIZING" | "THROTTLED" | "UNHEALTHY";
        Worker: {
            id: string;
            status: components["schemas"]["WorkerStatus"];
            /**
             * @description True when the worker is running an older endpoint configuration than
             *     the current one (e.g. mid rolling-update). This is the authoritative
             *     flag: it is derived from `version` vs the response's `endpointVersion`,
             *     except on legacy endpoints (`endpointVersion` 1) where it falls back
             *     to a container-image comparison.
             */
            isStale: boolean;
            /**
             * @description Endpoint configuration version this worker is running. Compare with
             *     the response's `endpointVersion`. Null if unknown.
             */
            version?: number | null;
            /** @description GPUs allocated to the worker. */
            gpuCount: number;
            /** @description Container image the worker is running. */
            image?: string | null;
            /** @description Seconds the worker has been running. Null until the worker is placed and running. */
            uptimeSeconds?: number | null;
            /** @description GPU type the worker is placed on. Null until the worker is placed. */
            gpuTypeId?: string | null;
            /** @description Data center the worker is placed in. Null until the worker is placed. */
            dataCenterId?: string | null;
            /**
             * Format: date-time
             * @description When the worker last started. Null if it has not started.
             */
            startedAt?: string | null;
        };
        /**
         * @description Histogram of the returned workers by status. The per-status counts are a
         *     roll-up of the `workers` array, so `running + idle + initializing +
         *     throttled + unhealthy == total == len(workers)`.
         */
        WorkerSummary: {
            /** @description Workers actively processing a job. */
            running: number;
            /** @description Ready workers polling for jobs. */
            idle: number;
            /** @description Workers starting up, not yet ready. */
            initializing: number;
            /** @description Workers waiting on compute capacity. */
            throttled: number;
            /** @description Workers failing health checks. */
            unhealthy: number;
            /** @description All workers currently allocated to the endpoint. */
            total: number;
        };
        ListEndpointWorkersResponse: {
            workers: components["schemas"]["Worker"][];
            summary: components["schemas"]["WorkerSummary"];
            /**
             * @description The endpoint's current configuration version. A worker whose
             *     `version` differs is running stale config (see `worker.isStale`).
             *     Null if unknown.
             */
            endpointVersion?: number | null;
        };
        /**
         * @description What produced the release.
         *     - `GIT_BUILD` — a completed GitHub build (see `buildId`)
         *     - `MANUAL`    — a manual configuration change
         * @enum {string}
         */
        ReleaseSource: "GIT_BUILD" | "MANUAL";
        ReleaseDiffEntry: {
            /**
             * @description The changed configuration field. Top-level (e.g. `gpuCount`,
             *     `locations`) or template-scoped (e.g. `template.imageName`,
             *     `template.env`).
             */
            field: string;
            /** @description Previous value, as raw JSON. Null when the field was added. */
            old: unknown;
            /** @description New value, as raw JSON. Null when the field was removed. */
            new: unknown;
        };
        Release: {
            id: string;
            /** @description The endpoint configuration version this release produced. */
            version?: number | null;
            source: components["schemas"]["ReleaseSource"];
            /**
             * @description The GitHub build that produced this release. Set when `source` is
             *     `GIT_BUILD`; null for `MANUAL` releases. Fetch build detail/logs via
             *     `/v2/serverless/{id}/builds/{buildId}`.
             */
            buildId?: string | null;
            /** @description ID of the user who created the release. */
            createdByUserId?: string | null;
            /** @description Workers currently running this release's version. */
            workerCount: number;
            /** Format: date-time */
            createdAt: string;
            /** @description Configuration fields that changed in this release. */
            diff: components["schemas"]["ReleaseDiffEntry"][];
        };
        RolloutSummary: {
            /** @description True while any worker is still running an older version. */
            inProgress: boolean;
            /** @description Workers running the endpoint's current version. */
            workersOnLatest: number;
            /** @description All workers currently allocated to the endpoint. */
            workersTotal: number;
            /** @description Percentage of workers on the current version (0 when there are no workers). */
            percentOnLatest: number;
        };
        ListEndpointReleasesResponse: {
            /** @description The endpoint's current configuration version. Null if unknown. */
            endpointVersion?: number | null;
            rollout: components["schemas"]["RolloutSummary"];
            /** @description Release history, newest first. */
            releases: components["schemas"]["Release"][];
        };
        CreateEndpointRequest: components["schemas"]["ContainerConfig"] & unknown & {
            gpu?: components["schemas"]["CreateEndpointGpuConfig"];
            name: string;
            scaling: components["schemas"]["EndpointScaling"];
            /**
             * @description Request-routing model. Required — it determines the valid scaler
             *     and request URLs, so it must be chosen explicitly on every create.
             */
            type: components["schemas"]["EndpointType"];
            /**
             * @description Eligible CPU configurations for each worker. Memory is derived from the
             *     selected flavor's catalog RAM multiplier. Exact duplicate configurations
             *     are rejected; the same flavor may be listed at different vCPU counts.
             */
            cpu?: components["schemas"]["CreateCpuConfig"][];
            /** @description Preferred data centers for placement. Omit or pass an empty array to let the scheduler choose. */
            dataCenterIds?: string[];
            /** @default OFF */
            flashboot?: components["schemas"]["FlashBoot"];
            networkVolumes?: string[];
            /**
             * @description ID of a serverless template to base this endpoint on. The
             *     template is resolved at create time into the same container
             *     settings you could otherwise spread into this body (image,
             *     args, disk, ports, env, registry); explicit body fields
             *     override the template's, except `env`, which is merged per
             *     key with body values winning. The template's
             *     allowedCudaVersions seeds `gpu.allowedCudaVersions` when the
             *     body omits it — but only for a GPU create, since a CPU endpoint
             *     has no gpu block to seed into, and not when the body sets
             *     `gpu.minCudaVersion`, since seeding a set beside a floor would
             *     manufacture the mutual-exclusion 400 from a valid request. Its
             *     pod-specific startSsh/startJupyter flags are
             *     ignored. Later template edits do not affect the endpoint.
             *     The template may be one of your own or a public catalog
             *     template — see `GET /v2/catalog/templates` (unknown or
             *     inaccessible ID → 404) — and must be a serverless template
             *     (→ 422).
             */
            templateId?: string;
            /** @default 300000 */
            timeout?: number;
            workers?: {
                /** @default 0 */
                min?: number;
                /** @default 3 */
                max?: number;
                /** @default 10 */
                idleTimeout?: number;
            } & components["schemas"]["EndpointWorkers"];
        };
        UpdateEndpointRequest: components["schemas"]["ContainerConfig"] & {
            /**
             * @description Complete replacement CPU selection. Valid only for an existing CPU
             *     endpoint; endpoint compute family cannot be changed.
             */
            cpu?: components["schemas"]["CreateCpuConfig"][];
            /** @description Preferred data centers for placement. Omit or pass an empty array to let the scheduler choose. */
            dataCenterIds?: string[];
            flashboot?: components["schemas"]["FlashBoot"];
            gpu?: components["schemas"]["UpdateEndpointGpuConfig"];
            name?: string;
            networkVolumes?: string[];
            scaling?: components["schemas"]["EndpointScaling"];
            /**
             * @description ID of a serverless template whose container settings are
             *     applied as if they were provided in this PATCH body (image,
             *     args, disk, ports, env, registry). Explicit body fields
             *     override the template's; `env` merges template and body per
             *     key (body wins) and, per PATCH semantics, replaces the
             *     endpoint's env. One-time application — no link to the
             *     template is retained. Must be one of your templates or a
             *     public template (unknown or inaccessible ID → 404); must be
             *     a serverless template (→ 422).
             */
            templateId?: string;
            timeout?: number;
            workers?: components["schemas"]["EndpointWorkers"];
        };
        /**
         * @description Controls how the template is grouped and filtered in the Runpod console.
         *     It does not affect hardware selection, scheduling, or billing.
         *     - `CPU`    — CPU-only workloads
         *     - `NVIDIA` — NVIDIA GPU workloads
         *     - `AMD`    — AMD GPU workloads
         * @enum {string}
         */
        TemplateCategory: "CPU" | "NVIDIA" | "AMD";
        Template: components["schemas"]["ContainerConfig"] & {
            id: string;
            name: string;
            mounts: components["schemas"]["TemplateMounts"];
            /** @description Whether this template is for serverless workers (true) or pods (false) */
            serverless: boolean;
            /** @description Whether this template is visible to other Runpod users */
            public: boolean;
            category: components["schemas"]["TemplateCategory"];
            /** @description Whether containers created from this template get SSH access provisioned at startup (`PUBLIC_KEY` env injection). */
            startSsh: boolean;
            /** @description Whether containers created from this template start JupyterLab at startup (`JUPYTER_PASSWORD` env injection). */
            startJupyter: boolean;
            /** @description Acceptable CUDA versions for containers created from this template, as `major.minor`. Empty means any version. Expanded into GPU pod and serverless endpoint creates; CPU pods ignore it. */
            allowedCudaVersions: string[];
        };
        CreateTemplateRequest: components["schemas"]["ContainerConfig"] & {
            name: string;
            /**
             * @description Acceptable CUDA versions for containers created from this
             *     template, as `major.minor`. Omit to accept any version — see
             *     the same field on `createPod` for matching semantics.
             *     Expanded into GPU pod and serverless endpoint creates; CPU
             *     pods ignore it.
             */
            allowedCudaVersions?: string[];
            /**
             * @description Optional. Defaults to `NVIDIA` when omitted.
             * @default NVIDIA
             */
            category?: components["schemas"]["TemplateCategory"];
            mounts?: components["schemas"]["TemplateMounts"];
            /** @default false */
            public?: boolean;
            /** @default false */
            serverless?: boolean;
            /**
             * @description Start JupyterLab in containers created from this template:
             *     injects a generated `JUPYTER_PASSWORD` environment variable,
             *     unless `env` already sets one. Only images that honor the
             *     convention start Jupyter from it (RunPod official images do);
             *     expose `8888/http` in `ports` to reach it. Defaults to `true`
             *     when omitted, matching console-created templates.
             * @default true
             */
            startJupyter?: boolean;
            /**
             * @description Provision SSH access in containers created from this template:
             *     injects a `PUBLIC_KEY` environment variable carrying the
             *     deployer's registered SSH public keys (`PUT
             *     /v2/account/ssh-keys` — with none registered the flag does
             *     nothing), unless `env` already sets one. Only images that
             *     honor the convention start sshd from it (all RunPod official
             *     images do); direct SSH also needs a `22/tcp` entry in
             *     `ports`. Defaults to `true` when omitted, matching
             *     console-created templates.
             * @default true
             */
            startSsh?: boolean;
        };
        UpdateTemplateRequest: components["schemas"]["ContainerConfig"] & {
            /** @description Acceptable CUDA versions for pods created from this template. An explicit `[]` clears the constraint; omitting the field leaves it unchanged. */
            allowedCudaVersions?: string[];
            category?: components["schemas"]["TemplateCategory"];
            mounts?: components["schemas"]["TemplateMounts"];
            name?: string;
            public?: boolean;
            serverless?: boolean;
            /** @description Start JupyterLab at container startup (`JUPYTER_PASSWORD` env injection). See the create-time field for details. */
            startJupyter?: boolean;
            /** @description Provision SSH access at container startup (`PUBLIC_KEY` env injection). See the create-time field for details. */
            startSsh?: boolean;
        };
        ListTemplatesResponse: {
            templates: components["schemas"]["Template"][];
        };
        Registry: {
            id: string;
            name: string;
        };
        ListRegistriesResponse: {
            registries: components["schemas"]["Registry"][];
        };
        /**
         * @description Canonical GPU hardware manufacturer.
         * @enum {string}
         */
        GpuManufacturer: "NVIDIA" | "AMD" | "UNKNOWN";
        GpuType: {
            /** @description Individual GPU type identifier (use for pod creation) */
            id: string;
            name: string;
            /** @description Serverless GPU pool ID (use for serverless endpoint creation). Null if GPU is not in a serverless pool. */
            pool: string | null;
            manufacturer: components["schemas"]["GpuManufacturer"];
            /** @description VRAM in GB */
            memory: number;
            /** @description Available on secure cloud */
            secure: boolean;
            /** @description Available on community cloud */
            community: boolean;
            /**
             * @description List price in USD per hour for a **single** GPU of this type. Pod
             *     rates are quoted separately per cloud (`secure`, `community`);
             *     `serverless` is the rate for this GPU's pool. In every case the
             *     rate for a unit is the figure times `gpu.count`; the rate actually
             *     billed for a pod is reported as `cost` on the pod itself.
             */
            price: {
                /** Format: float */
                secure: number;
                /** Format: float */
                community: number;
                /**
                 * Format: float
                 * @description Serverless list price per GPU per hour, from the `pool` this GPU
                 *     belongs to. Multiply by `gpu.count` for the per-worker rate.
                 *     Absent when the GPU is not in a serverless pool available to the
                 *     caller. Negotiated account discounts are not reflected.
                 */
                serverless?: number;
            };
            /**
             * @description The largest number of GPUs you can request on a single pod of this
             *     type, quoted separately per cloud. A pod runs on one machine, so
             *     this is the GPU count of the largest machine of this type Runpod
             *     operates in that cloud.
             *
             *     This is a ceiling, not a stock level — it does not mean that many
             *     GPUs are free right now. For current availability, request
             *     `include=AVAILABILITY&product=POD` and read `availability`
             *     (overall) or `dataCenters` (per data center).
             */
            maxCount: {
                secure: number;
                community: number;
            };
            /** @description Overall GPU availability for the requested `product` contexts. Present only when requested with include=AVAILABILITY, which also requires `product`. */
            availability?: components["schemas"]["AvailabilityLevel"];
            /**
             * @description Per-datacenter GPU availability for the requested `product`
             *     contexts, listing only the datacenters that offer this GPU in the
             *     requested configuration. Present only when requested with
             *     include=AVAILABILITY, which also requires `product`, and omitted
             *     entirely when the configuration is unavailable everywhere.
             */
            dataCenters?: components["schemas"]["DataCenterAvailability"][];
            /**
             * @description CUDA versions offered by machines with this GPU type, each tagged
             *     with current capacity. Present only when requested with
             *     include=AVAILABILITY, and scoped by the same filters as
             *     `availability` (`count`, `cloud`, `product`, and whichever of
             *     `cudaVersions` / `minCudaVersion` was supplied).
             *
             *     Machines that report no CUDA version are skipped, so this property
             *     is absent entirely for a GPU type with none — AMD, for instance.
             *     Treat a missing `cudaVersions` the same as an empty one. A version
             *     absent from a populated list is not offered for this GPU type.
             */
            cudaVersions?: components["schemas"]["CudaVersionAvailability"][];
        };
        /**
         * @description Catalog stock availability level.
         * @enum {string}
         */
        AvailabilityLevel: "NONE" | "LOW" | "MEDIUM" | "HIGH";
        DataCenterAvailability: {
            /** @description Data center identifier. */
            id: string;
            /** @description Human-readable data center name. */
            name: string;
            availability: components["schemas"]["AvailabilityLevel"];
        };
        CudaVersionAvailability: {
            /** @description CUDA version as `major.minor`, suitable for `gpu.allowedCudaVersions` on pod create. */
            version: string;
            /** @description True when at least one machine on this CUDA version has free capacity now. False means the version is offered for this GPU type but is currently full, so a pod constrained to it will fail on capacity. */
            available: boolean;
        };
        ListGpuTypesResponse: {
            gpus: components["schemas"]["GpuType"][];
        };
        ErrorResponse: {
            /** @description Short human-readable summary */
            title: string;
            /** @description HTTP status code */
            status: number;
            /** @description Human-readable explanation */
            detail: string;
            /** @description Individual request-validation failures. */
            errors?: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
export type operations = Record<string, never>;
