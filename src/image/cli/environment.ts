// `--env NAME` and `--build-arg NAME` take the value from the tool's own environment, so that no process list and
// no log of the command line shows it. Names that the tool itself reads must not be changed under it.

const readByTools =
  /^(PATH|HOME|USER|TMPDIR|TMP|TEMP|HOSTNAME|LD_.*|DOCKER_.*|BUILDKIT_.*|BUILDX_.*|CONTAINERS?_.*|REGISTRY_AUTH_FILE|XDG_.*|.*_PROXY|.*_proxy)$/;

export interface PassedValues {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function throughEnvironment(flag: string, values: Readonly<Record<string, string>>): PassedValues {
  const entries = Object.entries(values);
  return {
    args: entries.flatMap(([name, value]) => [flag, readByTools.test(name) ? `${name}=${value}` : name]),
    env: Object.fromEntries(entries.filter(([name]) => !readByTools.test(name))),
  };
}
