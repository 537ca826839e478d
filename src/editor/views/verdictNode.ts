// What the doctor says of an endpoint, in its tree: a line that opens the whole verdict, and a mark on the endpoint.
import { headingOf } from '../../doctor/heading';
import type { Verdict } from '../../doctor/verdict';
import type { EndpointSubject } from '../subject';
import type { NodeColor, TreeNode } from './node';

const faces: Readonly<Record<Verdict['state'], readonly [icon: string, color?: NodeColor]>> = {
  healthy: ['pass', 'testing.iconPassed'],
  waiting: ['watch'],
  sick: ['error', 'list.errorForeground'],
  unsure: ['question', 'list.warningForeground'],
};

/** None for an endpoint of which nothing has to be said. */
export function verdictNodes(id: string, verdict: Verdict | undefined, subject: EndpointSubject): TreeNode[] {
  if (!verdict || verdict.state === 'healthy') return [];
  const [icon, color] = faces[verdict.state];
  return [
    {
      id: `${id}/verdict`,
      label: headingOf(verdict),
      description: verdict.summary,
      tooltip: tooltipOf(verdict),
      icon,
      color,
      subject,
      click: { command: 'runpod.endpoint.diagnose', argument: { subject } },
    },
  ];
}

/** A mark for what does not pass by itself. */
export function badgeOf(verdict: Verdict | undefined): TreeNode['badge'] {
  if (verdict?.state === 'sick') {
    return { text: '!', color: 'list.errorForeground', tooltip: verdict.summary };
  }
  if (verdict?.state !== 'unsure') return undefined;
  return { text: '?', color: 'list.warningForeground', tooltip: verdict.summary };
}

function tooltipOf({ summary, diagnosis, others }: Verdict): string {
  const remedies = (diagnosis ?? others[0])?.remedies ?? [];
  return [summary, ...remedies.map(({ text }) => `- ${text}`)].join('\n\n');
}
