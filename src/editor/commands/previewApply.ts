// Accepts the diff that is open.
import type { Command } from './command';

export const previewApply: Command = ({ diffs }) => diffs.answer('apply');
