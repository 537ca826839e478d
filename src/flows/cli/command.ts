// The shape every command file has: it adds itself to the program; its action answers an exit code.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../base/errors';
import type { CliIo, ExitCode } from './io';

/** Turns an action that answers an exit code into one that commander can call. */
// biome-ignore lint/suspicious/noExplicitAny: commander types the arguments of an action as any[].
export type Runner = (work: (...args: any[]) => Promise<ExitCode>) => (...args: any[]) => Promise<void>;

export type AddCommand = (program: Command, io: CliIo, runner: Runner) => void;

/** An absolute path from what was typed, relative to the folder of the invocation. */
export function pathOf(io: CliIo, typed: string): string {
  return resolve(io.cwd, typed);
}

/** A whole number of an option; throws a `usage` error that names the option. */
export function wholeNumber(option: string, least = 0): (text: string) => number {
  return text => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new AppError('usage', `${option} takes a whole number of at least ${least}, not "${text}".`);
  };
}

/** One of a closed set of words; throws a `usage` error that lists them. */
export function oneOf<const T extends string>(option: string, words: readonly T[]): (text: string) => T {
  return text => {
    const found = words.find(word => word === text);
    if (found !== undefined) return found;
    throw new AppError('usage', `${option} takes ${words.join(' or ')}, not "${text}".`);
  };
}

/** Gathers a repeatable option. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** `NAME=value` texts as an object; throws a `usage` error for one without a name. */
export function pairsOf(option: string, texts: readonly string[]): Record<string, string> {
  const pairs = texts.map(text => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new AppError('usage', `${option} takes NAME=value.`, {
      remedy: 'Quote the value if it has spaces.',
    });
  });
  return Object.fromEntries(pairs);
}
