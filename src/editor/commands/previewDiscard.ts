// Rejects the diff that is open; nothing is changed.
import type { Command } from './command';

export const previewDiscard: Command = ({ diffs }) => diffs.answer('discard');
