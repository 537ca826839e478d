// Commands about where work goes: Local RunPod, accounts, and the extension itself.
import { type CommandSpec, context, inline, titleOf } from './commandSpec';
import { all, any, isOnDisk, isTrusted, item, key, not } from './when';

const canRunLocal = all(isTrusted, isOnDisk);

export const targetCommands = {
  'runpod.local.start': {
    title: 'Start Local RunPod',
    icon: 'debug-start',
    palette: all(not(key('runpod.localRunning')), canRunLocal),
    places: [inline(item('local', 'stopped'), 1), context(item('local', 'stopped'), '1_use@1')],
    about: 'Starts a RunPod on this machine: same APIs, real workers, no account, no cost.',
  },
  'runpod.local.stop': {
    title: 'Stop Local RunPod',
    icon: 'debug-stop',
    palette: key('runpod.localRunning'),
    places: [inline(item('local', 'running'), 1), context(item('local', 'running'), '1_use@1')],
    about: 'Stops it and its workers; endpoints and templates are kept.',
  },
  'runpod.account.signIn': {
    title: 'Sign In…',
    icon: 'account',
    palette: 'always',
    places: [titleOf('runpod.endpoints', 2)],
    about: 'Keeps an API key in the secret storage of VS Code, after trying it.',
  },
  'runpod.account.signOut': {
    title: 'Sign Out…',
    icon: 'sign-out',
    palette: key('runpod.signedIn'),
    places: [context(item('account'), '9_leave@1')],
    about: 'Forgets the API key of an account.',
  },
  'runpod.account.replaceKey': {
    title: 'Replace API Key…',
    icon: 'key',
    palette: key('runpod.signedIn'),
    places: [inline(item('account', 'dead'), 1), context(item('account'), '8_key@1')],
    about: 'Gives an account another key after trying it; the old one stays until the new one works.',
  },
  'runpod.account.rename': {
    title: 'Rename Account…',
    palette: key('runpod.signedIn'),
    places: [context(item('account'), '8_key@2')],
    about: 'Changes the name an account has here.',
  },
  'runpod.target.choose': {
    title: 'Choose Target…',
    icon: 'target',
    palette: 'always',
    places: [context(any(item('account'), item('local', 'running')), '2_use@1')],
    about: 'Chooses between Local RunPod and your accounts for commands that do not name one.',
  },
  'runpod.view.refresh': {
    title: 'Refresh',
    icon: 'refresh',
    palette: 'always',
    places: [titleOf('runpod.endpoints', 3), titleOf('runpod.jobs', 2), titleOf('runpod.worker', 3)],
    about: 'Reads everything anew.',
  },
  'runpod.log.show': {
    title: 'Show Log',
    icon: 'output',
    palette: 'always',
    about: "Opens the extension's own log.",
  },
  'runpod.walkthrough.open': {
    title: 'Get Started',
    icon: 'mortar-board',
    palette: 'always',
    about: 'Opens the walkthrough.',
  },
} as const satisfies Record<`runpod.${string}.${string}`, CommandSpec>;
