// In the workspace's memory: the id of the deployment that this window runs.
export const runningKey = 'runpod.deploying';
