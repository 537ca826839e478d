// A GitHub Actions workflow for those who have no engine: GitHub builds and pushes the image, our command line deploys
// it. Every step of ours is a plain command, so that it can be tried anywhere.

export interface WorkflowOptions {
  /** The endpoint to make or update. */
  readonly name: string;
  /** The worker folder, relative to the repository; `.` for its root. */
  readonly path: string;
  /** Registry and repository, such as `ghcr.io/you/worker`. */
  readonly repository: string;
  /** Of this tool, so that the same commit is always built by the same version. */
  readonly version: string;
  readonly branch?: string | undefined;
}

export const workflowPath = '.github/workflows/deploy-worker.yml';

/** The text of the workflow. On ghcr.io GitHub's own token may push; elsewhere two more secrets are named. */
export function githubWorkflow({
  name,
  path,
  repository,
  version,
  branch = 'main',
}: WorkflowOptions): string {
  const registry = repository.split('/')[0] ?? '';
  const isGithub = registry === 'ghcr.io';
  const user = isGithub ? expression('github.actor') : expression('secrets.REGISTRY_USERNAME');
  const password = isGithub ? expression('secrets.GITHUB_TOKEN') : expression('secrets.REGISTRY_PASSWORD');
  const tool = `npx --yes runpod-worker-dev@${version}`;
  return `# Builds the worker's image, pushes it, and deploys it to RunPod. Secrets it needs (Settings > Secrets and variables > Actions):
#   RUNPOD_API_KEY${isGithub ? '' : ', REGISTRY_USERNAME, REGISTRY_PASSWORD'}
# The base image is built only when something that goes into it changed; then the registry is its cache.
name: Deploy worker
on:
  push:
    branches: [${quoted(branch)}]${path === '.' ? '' : `\n    paths: [${quoted(`${path}/**`)}]`}
  workflow_dispatch:
permissions:
  contents: read
  packages: write
concurrency:
  group: ${quoted(`deploy-${name}`)}
  cancel-in-progress: false
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 90
    env:
      WORKER: ${quoted(path)}
      REPOSITORY: ${quoted(repository)}
      ENDPOINT: ${quoted(name)}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: docker/login-action@v3
        with:
          registry: ${quoted(registry)}
          username: ${user}
          password: ${password}
      - name: Check the code
        run: ${tool} check "$WORKER"
      - name: Build and push
        run: ${tool} build "$WORKER" --repository "$REPOSITORY" --push --json > image.json
      - name: Deploy
        run: ${tool} deploy "$WORKER" --target env --name "$ENDPOINT" --image "$(node -p 'require("./image.json").reference')"
        env:
          RUNPOD_API_KEY: ${expression('secrets.RUNPOD_API_KEY')}
`;
}

/** What to say beside the file. RunPod's own integration is the other way without an engine. */
export function workflowGuidance({ repository }: Pick<WorkflowOptions, 'repository'>): readonly string[] {
  const isGithub = repository.startsWith('ghcr.io/');
  const secrets = isGithub
    ? ['RUNPOD_API_KEY']
    : ['RUNPOD_API_KEY', 'REGISTRY_USERNAME', 'REGISTRY_PASSWORD'];
  return [
    `Set ${secrets.join(', ')} as secrets of the repository: gh secret set ${secrets[0]}`,
    ...(isGithub
      ? [
          'The first push makes a private package: make it public in its settings, or add a registry credential on RunPod.',
        ]
      : []),
    'Without a registry of your own: connect the repository in the RunPod console (Serverless > New Endpoint > GitHub). RunPod then builds each GitHub release itself; a push alone builds nothing.',
    'An image that exists already is deployed with: runpod-worker-dev deploy --target env --name NAME --image REFERENCE',
  ];
}

function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** A YAML string in double quotes, which JSON's are. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
