// The job panel: one job, from queued to its result.
import './style.css';
import type { JobAction, JobSnapshot } from '../../src/protocol/jobResult';
import { useControls } from '../shared/controls';
import { connect } from '../shared/rpc';
import { jobView } from './view';

useControls();
const rpc = connect<JobAction, JobSnapshot>();
const show = (snapshot: JobSnapshot) => {
  document.body.replaceChildren(jobView(snapshot, action => rpc.send(action)));
};
rpc.onMessage(show);
rpc.send('ready');
