// User settings under which VS Code does nothing of its own accord: no assistants, no updates, no telemetry, no git,
// no forwarded ports. What is left on the screen and in the log is ours.

export const quietSettings = {
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.commandCenter': false,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'remote.autoForwardPortsSource': 'output',
  'files.autoSave': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  // Without a theme a headless browser gets the light one.
  'workbench.colorTheme': 'Default Dark Modern',
} as const;
