// The comparison panel: warm against lazy, while it is measured and afterwards.
import './style.css';
import type { ComparisonMessage, ComparisonSnapshot } from '../../src/protocol/comparison';
import { connect } from '../shared/rpc';
import { comparisonView } from './view';

const rpc = connect<ComparisonMessage, ComparisonSnapshot>();
rpc.onMessage(snapshot => {
  // A field that is being typed into keeps the keyboard over the answer to what was typed.
  const focused = document.activeElement?.id;
  document.body.replaceChildren(comparisonView(snapshot, message => rpc.send(message)));
  if (focused) document.getElementById(focused)?.focus();
});
rpc.send('ready');
