// The diagnosis panel: why an endpoint is stuck, what shows it, and what to do.
import './style.css';
import type { DiagnosisMessage, DiagnosisSnapshot } from '../../src/protocol/diagnosis';
import { connect } from '../shared/rpc';
import { diagnosisView } from './view';

const rpc = connect<DiagnosisMessage, DiagnosisSnapshot>();
rpc.onMessage(snapshot => {
  document.body.replaceChildren(diagnosisView(snapshot, message => rpc.send(message)));
});
rpc.send('ready');
