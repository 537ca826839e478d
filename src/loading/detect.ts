// Says how a worker loads its model, and why. Answers for every text, broken ones too.
import type { Program } from '../project/program';
import type { Node } from '../python/node';
import { type Analysis, analyse } from './detect/analysis';
import { filledNames } from './detect/filled';
import { judge, type Verdict } from './detect/judge';
import type { Site } from './detect/sites';
import { planEdits } from './planSwitch';
import type { Load, LoadingReport } from './report';

/** The loading strategy of the program's entry file. Never throws. */
export function detect(program: Program): LoadingReport {
  return reportOf(analyse(program));
}

/** The report of a program that was analysed already. Whether it can be switched is planned when somebody asks. */
export function reportOf(analysis: Analysis): LoadingReport {
  const verdict = judge(analysis);
  const { handler, file } = analysis;
  let known: Outlook | undefined;
  const outlook = () => {
    known ??= outlookOf(analysis, verdict);
    return known;
  };
  return {
    path: file.path,
    strategy: verdict.strategy,
    shape: verdict.shape,
    loads: verdict.sites.map(toLoad),
    handler: handler && { name: handler.definition.name, range: handler.definition.nameNode.range },
    get switchable() {
      return outlook().switchable;
    },
    get reason() {
      return outlook().reason;
    },
  };
}

type Outlook = Pick<LoadingReport, 'switchable' | 'reason'>;

function outlookOf(analysis: Analysis, { strategy, reason }: Verdict): Outlook {
  const plans = { warm: planEdits(analysis, 'warm'), lazy: planEdits(analysis, 'lazy') };
  const told = strategy === 'none' || strategy === 'unknown';
  const refusal = told ? undefined : [plans.lazy, plans.warm].find(plan => plan.kind === 'refused');
  return {
    switchable: { warm: plans.warm.kind !== 'refused', lazy: plans.lazy.kind !== 'refused' },
    reason: refusal?.kind === 'refused' ? `${reason} ${refusal.reason}` : reason,
  };
}

function toLoad(site: Site): Load {
  const chain = [...new Set(site.steps.map(step => step.file.path)), site.file.path];
  return {
    path: site.file.path,
    range: site.node.range,
    how: howOf(site.node, site.name),
    names: filledNames(site),
    chain: [...new Set(chain)],
  };
}

function howOf(node: Node, name: string): string {
  const written = node.child('function')?.text ?? name;
  return /^[\w.]+$/.test(written) ? `${written}()` : name;
}
