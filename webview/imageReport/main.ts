// The image panel: what an image is made of, and what that costs a cold start.
import './style.css';
import type { ImageAction, ImageSnapshot } from '../../src/protocol/imageReport';
import { connect } from '../shared/rpc';
import { imageView, type Order } from './view';

const rpc = connect<ImageAction, ImageSnapshot>();
const isOrder = (value: unknown): value is Order => value === 'size' || value === 'build';
const shown: { snapshot?: ImageSnapshot } = {};
const draw = () => {
  if (!shown.snapshot) return;
  const saved = rpc.saved.get();
  document.body.replaceChildren(
    imageView(shown.snapshot, {
      act: action => rpc.send(action),
      order: isOrder(saved) ? saved : 'size',
      setOrder(order) {
        rpc.saved.set(order);
        draw();
        document.querySelector<HTMLElement>('.select')?.focus();
      },
    }),
  );
};
rpc.onMessage(snapshot => {
  shown.snapshot = snapshot;
  draw();
});
rpc.send({ kind: 'ready' });
