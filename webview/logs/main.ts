// The log panel: all workers of an endpoint in one view, following as they write.
import './style.css';
import type { LogAction, LogBatch } from '../../src/protocol/logs';
import { useControls } from '../shared/controls';
import { connect } from '../shared/rpc';
import { LogView } from './view';

useControls();
const rpc = connect<LogAction, LogBatch>();
const view = new LogView(action => rpc.send(action), rpc.saved);
document.body.replaceChildren(view.element);
rpc.onMessage(batch => {
  if (!view.show(batch)) rpc.send('ready');
});
rpc.send('ready');
