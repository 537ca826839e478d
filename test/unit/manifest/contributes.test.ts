// What the declarations render to: the parts that VS Code would silently ignore when they are wrong.
import { describe, expect, it } from 'vitest';
import { commandIds } from '../../../src/manifest/commands';
import { renderManifest } from '../../../src/manifest/contributes';

interface Entry {
  readonly command: string;
  readonly when?: string;
}

const manifest = renderManifest() as {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, Entry[]>;
    viewsWelcome: { view: string; contents: string }[];
    configuration: { properties: Record<string, Record<string, unknown>> };
    walkthroughs: { steps: { description: string; completionEvents: string[] }[] }[];
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
};

describe('renderManifest', () => {
  it('declares every command once, under one category', () => {
    const { commands } = manifest.contributes;
    expect(commands.map(({ command }) => command)).toEqual(commandIds);
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(['RunPod']));
  });

  it('names only declared commands in menus, welcomes and walkthrough', () => {
    const { menus, viewsWelcome, walkthroughs } = manifest.contributes;
    const inMenus = Object.values(menus).flatMap(entries => entries.map(({ command }) => command));
    const texts = [
      ...viewsWelcome.map(({ contents }) => contents),
      ...(walkthroughs[0]?.steps ?? []).map(({ description }) => description),
    ];
    const inLinks = texts.flatMap(text => [...text.matchAll(/\(command:([\w.]+)\)/g)].map(match => match[1]));
    expect(inLinks.length).toBeGreaterThan(5);
    expect([...inMenus, ...inLinks].filter(id => !commandIds.some(known => known === id))).toEqual([]);
  });

  it('hides from the palette what makes no sense without a subject', () => {
    const hidden = manifest.contributes.menus.commandPalette?.filter(({ when }) => when === 'false');
    expect(hidden?.map(({ command }) => command)).toContain('runpod.job.cancel');
  });

  it('distrusts settings that name hosts or programs where a workspace is not trusted', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const properties = Object.keys(manifest.contributes.configuration.properties);
    const risky = properties.filter(name => /Url$|Path$/.test(name));
    expect(risky.length).toBeGreaterThan(4);
    expect(risky.filter(name => !restricted.includes(name))).toEqual([]);
  });

  it('gives settings with words their words, and a default among them', () => {
    const strategy = manifest.contributes.configuration.properties['runpod.loadingStrategy'];
    expect(strategy).toMatchObject({ enum: ['keep', 'warm', 'lazy'], default: 'keep', scope: 'resource' });
  });
});
