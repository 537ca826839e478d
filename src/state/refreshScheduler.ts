// The one scheduler behind all views. A view refreshes by itself only while it is visible, quickly while things
// change and slowly while they do not, and backs off when the far side fails; a person's own refresh always works.
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { toDisposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { RefreshedView, type RefreshReason, type ViewOptions } from './refreshedView';

export class RefreshScheduler implements Disposable {
  private readonly views = new Map<string, RefreshedView>();

  constructor(private readonly clock: Clock) {}

  /** Adds a view, hidden at first. Disposing removes it and aborts what it is doing. */
  register(name: string, options: ViewOptions): Disposable {
    if (this.views.has(name)) throw new AppError('internal', `The view ${name} is registered twice.`);
    const view = new RefreshedView(this.clock, options);
    this.views.set(name, view);
    return toDisposable(() => {
      this.views.delete(name);
      view.dispose();
    });
  }

  setVisible(name: string, visibility: 'visible' | 'hidden'): void {
    this.views.get(name)?.setVisible(visibility);
  }

  /** Resolves when the view has been refreshed; what went wrong is the view's to show, so it never rejects. */
  refresh(name: string, reason: RefreshReason): Promise<void> {
    return this.views.get(name)?.refresh(reason) ?? Promise.resolve();
  }

  dispose(): void {
    for (const view of this.views.values()) view.dispose();
    this.views.clear();
  }
}
