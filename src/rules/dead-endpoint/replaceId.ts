// One id for another wherever it stands by itself: in code, scripts, comments and prose alike.
import type { SourceText } from '../../project/source';
import type { FileEdits } from '../rule';

/** Only the files that hold the old id. */
export function replaceId(sources: readonly SourceText[], old: string, next: string): FileEdits[] {
  const whole = new RegExp(`(?<![\\w-])${old.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'g');
  return sources.flatMap(source => {
    const edits = [...source.text.matchAll(whole)].map(({ index }) => ({
      range: source.rangeOf({ start: index, end: index + old.length }),
      newText: next,
    }));
    return edits.length === 0 ? [] : [{ path: source.path, edits }];
  });
}
