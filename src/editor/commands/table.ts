// Every declared command and its handler. A declaration without a handler, or the reverse, does not compile.
import type { CommandTable } from './register';

export const commandTable: CommandTable = {
  'runpod.local.start': async () => (await import('./localStart')).localStart,
  'runpod.local.stop': async () => (await import('./localStop')).localStop,
  'runpod.account.signIn': async () => (await import('./accountSignIn')).accountSignIn,
  'runpod.account.signOut': async () => (await import('./accountSignOut')).accountSignOut,
  'runpod.target.choose': async () => (await import('./targetChoose')).targetChoose,
  'runpod.view.refresh': async () => (await import('./viewRefresh')).viewRefresh,
  'runpod.log.show': async () => (await import('./logShow')).logShow,
  'runpod.walkthrough.open': async () => (await import('./walkthroughOpen')).walkthroughOpen,
  'runpod.worker.new': async () => (await import('./workerNew')).workerNew,
  'runpod.workspace.check': async () => (await import('./workspaceCheck')).workspaceCheck,
  'runpod.rule.explain': async () => (await import('./ruleExplain')).ruleExplain,
  'runpod.preview.apply': async () => (await import('./previewApply')).previewApply,
  'runpod.preview.discard': async () => (await import('./previewDiscard')).previewDiscard,
  'runpod.job.run': async () => (await import('./jobRun')).jobRun,
  'runpod.job.open': async () => (await import('./jobOpen')).jobOpen,
  'runpod.job.cancel': async () => (await import('./jobCancel')).jobCancel,
  'runpod.job.retry': async () => (await import('./jobRetry')).jobRetry,
  'runpod.endpoint.ping': async () => (await import('./endpointPing')).endpointPing,
  'runpod.endpoint.tailLogs': async () => (await import('./endpointTailLogs')).endpointTailLogs,
  'runpod.template.update': async () => (await import('./templateUpdate')).templateUpdate,
  'runpod.endpoint.scale': async () => (await import('./endpointScale')).endpointScale,
  'runpod.queue.purge': async () => (await import('./queuePurge')).queuePurge,
  'runpod.endpoint.copyId': async () => (await import('./endpointCopyId')).endpointCopyId,
  'runpod.endpoint.openConsole': async () => (await import('./endpointOpenConsole')).endpointOpenConsole,
};
