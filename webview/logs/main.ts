// The log panel: all workers of an endpoint in one view, following as they write.
import './style.css';
import type { FromLogHost, ToLogHost } from '../../src/protocol/logs';
import { connect } from '../shared/rpc';
import { LogView } from './view';

const rpc = connect<ToLogHost, FromLogHost>();
const view = new LogView(message => rpc.send(message), rpc.saved);
document.body.replaceChildren(view.element);
rpc.onMessage(message => view.take(message));
rpc.send({ kind: 'ready' });
