// What a screen reader is given of a page inside VS Code: Chromium's own accessibility tree.
import type { CDPSession, Locator, Page } from 'playwright-core';

export interface SpokenNode {
  readonly role: string;
  readonly name: string;
  readonly isFocusable: boolean;
  /** `polite` or `assertive` for what is said without being asked for. */
  readonly live: string | undefined;
  /** Of a list, the name of the option that is active in it. */
  readonly active: string | undefined;
}

interface AxNode {
  readonly ignored: boolean;
  readonly backendDOMNodeId?: number;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly properties?: readonly {
    readonly name: string;
    readonly value: {
      readonly value?: unknown;
      readonly relatedNodes?: readonly { backendDOMNodeId: number }[];
    };
  }[];
}

/** Of the document with this element, without what is hidden from a screen reader. */
export async function spokenTree(page: Page, element: Locator): Promise<SpokenNode[]> {
  const label = await element.getAttribute('aria-label');
  const frame = await (await element.elementHandle())?.ownerFrame();
  if (!frame || label === null) throw new Error('The element is in no document, or has no label.');
  // A page of another site has a process of its own; else it is asked for through the page around it.
  const own = await page
    .context()
    .newCDPSession(frame)
    .catch(() => undefined);
  const session = own ?? (await page.context().newCDPSession(page));
  try {
    await session.send('Accessibility.enable');
    for (const frameId of await framesOf(session)) {
      const reply = await session.send('Accessibility.getFullAXTree', { frameId });
      const nodes = reply.nodes as unknown as readonly AxNode[];
      if (nodes.some(node => node.name?.value === label)) return spoken(nodes.filter(node => !node.ignored));
    }
    throw new Error(`No document has "${label}".`);
  } finally {
    await session.detach();
  }
}

function spoken(nodes: readonly AxNode[]): SpokenNode[] {
  const nameOf = (node: AxNode | undefined) => String(node?.name?.value ?? '');
  return nodes.map(node => {
    const property = (name: string) => node.properties?.find(one => one.name === name)?.value;
    const live = property('live')?.value;
    const active = property('activedescendant')?.relatedNodes?.[0]?.backendDOMNodeId;
    return {
      role: String(node.role?.value ?? ''),
      name: nameOf(node),
      isFocusable: property('focusable')?.value === true,
      live: live === undefined ? undefined : String(live),
      active: active === undefined ? undefined : nameOf(nodes.find(one => one.backendDOMNodeId === active)),
    };
  });
}

interface FrameTree {
  readonly frame: { readonly id: string };
  readonly childFrames?: readonly FrameTree[];
}

async function framesOf(session: CDPSession): Promise<string[]> {
  const ids = ({ frame, childFrames = [] }: FrameTree): string[] => [frame.id, ...childFrames.flatMap(ids)];
  return ids((await session.send('Page.getFrameTree')).frameTree);
}
