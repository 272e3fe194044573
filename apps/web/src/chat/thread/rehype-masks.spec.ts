import { rehypeMasks } from './rehype-masks.js';

describe('rehypeMasks', () => {
  it('marks masks in text and leaves code blocks alone', () => {
    const text = (value: string) => ({ type: 'text', value });
    const element = (tagName: string, value: string) => ({ type: 'element', tagName, children: [text(value)] });
    const tree = { type: 'root', children: [element('p', 'is «A_KEY» here'), element('pre', '«A_KEY»')] };
    rehypeMasks()(tree);
    expect(tree.children[0]?.children).toEqual([
      text('is '),
      { type: 'element', tagName: 'span', properties: { className: ['masked'] }, children: [text('«A_KEY»')] },
      text(' here'),
    ]);
    expect(tree.children[1]?.children).toEqual([text('«A_KEY»')]);
  });
});
