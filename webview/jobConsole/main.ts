// The job console: the input on one side, what became of it on the other. The input and how things are looked at stay
// here over hiding and reloading; everything else the host sends again.
import './style.css';
import {
  type ConsoleDraft,
  type ConsoleSnapshot,
  type FromConsole,
  jobModes,
  type ToConsole,
} from '../../src/protocol/jobConsole';
import { h } from '../shared/dom';
import { connect } from '../shared/rpc';
import { inputForm } from './inputForm';
import { outputView } from './outputView';
import { resultView } from './resultView';

const rpc = connect<FromConsole, ToConsole>();
const send = (message: FromConsole) => rpc.send(message);
const kept: { draft: ConsoleDraft; place?: ConsoleSnapshot['place'] } = { draft: draftFrom(rpc.saved.get()) };
const keep = (change: Partial<ConsoleDraft>) => {
  kept.draft = { ...kept.draft, ...change };
  rpc.saved.set(kept);
};

const form = inputForm(kept.draft, { send, keep });
const output = outputView(kept.draft, { send, keep });
const result = h('div', { class: 'result' });
document.body.replaceChildren(h('main', { class: 'console' }, form.element, result));

rpc.onMessage(message => {
  if (message.kind === 'snapshot') {
    const { snapshot } = message;
    kept.place = snapshot.place;
    rpc.saved.set(kept);
    form.show(snapshot);
    output.show(snapshot.job?.output, snapshot.outputVersion);
    result.replaceChildren(...resultView(snapshot, output.element, send));
  } else if (message.kind === 'input') form.setText(message.text);
  else if (message.kind === 'media') output.media(message);
  else output.branch(message);
});
send({ kind: 'ready' });

function draftFrom(state: unknown): ConsoleDraft {
  const draft = (state as { readonly draft?: Partial<ConsoleDraft> } | undefined)?.draft;
  return {
    input: typeof draft?.input === 'string' ? draft.input : '',
    mode: jobModes.find(mode => mode === draft?.mode) ?? 'run',
    allowed: Array.isArray(draft?.allowed) ? draft.allowed.filter(url => typeof url === 'string') : [],
    view: draft?.view === 'text' ? 'text' : 'tree',
  };
}
