import { splitAtMasks } from '../../ui/mask-segments.js';

interface HastNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: HastNode[];
}

/** Lets masks such as `«NAME»` stand out in rendered Markdown, code blocks excepted. */
export function rehypeMasks() {
  return (tree: HastNode): void => markMasks(tree);
}

function markMasks(node: HastNode): void {
  if (node.children === undefined || node.tagName === 'pre') return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value?.includes('«') === true) return splitText(child.value);
    markMasks(child);
    return [child];
  });
}

function splitText(value: string): HastNode[] {
  return splitAtMasks(value).map((segment): HastNode => {
    const text = { type: 'text', value: segment.text };
    if (segment.kind === 'text') return text;
    return { type: 'element', tagName: 'span', properties: { className: ['masked'] }, children: [text] };
  });
}
