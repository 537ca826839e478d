// The switch of the loading strategy as a quick fix. Never applied unseen: it moves code.
import type { SwitchTarget } from '../loading/report';
import type { EntryFacts } from './context';
import type { Fix } from './rule';

/** The fix, or none where the switch is refused. */
export function switchFix(entry: EntryFacts, to: SwitchTarget, title: string): Fix[] {
  const plan = entry.plan(to);
  return plan.kind === 'edits' ? [{ title, edits: plan.files, preferred: false }] : [];
}
