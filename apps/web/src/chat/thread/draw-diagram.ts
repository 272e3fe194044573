import { newId } from '../../platform/new-id.js';

/** A drawn diagram; `url` is a `data:` URL of SVG, the lengths are in pixels. */
export interface DiagramPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

const MAX_LENGTH = 20_000;

/** What a source may not set by itself. */
const SETTLED_KEYS = ['htmlLabels', 'flowchart', 'themeCSS', 'themeVariables', 'fontFamily', 'dompurifyConfig'];

const LIGHT = {
  darkMode: false,
  background: '#e6e9e2',
  primaryColor: '#f8efd9',
  primaryTextColor: '#2a2210',
  primaryBorderColor: '#c79a45',
  secondaryColor: '#dbe6de',
  tertiaryColor: '#fbfcf9',
  lineColor: '#48534b',
  textColor: '#18201b',
  edgeLabelBackground: '#e6e9e2',
};

const DARK = {
  darkMode: true,
  background: '#0d110e',
  primaryColor: '#262319',
  primaryTextColor: '#f0e6cb',
  primaryBorderColor: '#7d6430',
  secondaryColor: '#2a2618',
  tertiaryColor: '#1a1f1b',
  lineColor: '#b3bcb2',
  textColor: '#e9ebe3',
  edgeLabelBackground: '#0d110e',
};

/** Draws a Mermaid source; `null` when it is not one, is unfinished, or Mermaid is not to be had. */
export async function drawDiagram(source: string, dark: boolean): Promise<DiagramPicture | null> {
  if (source.length > MAX_LENGTH || source.includes('«')) return null;
  try {
    const [{ default: mermaid }, { withMarkup }] = await Promise.all([
      import('mermaid'),
      import('./diagram-markup.js'),
    ]);
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', ...SETTLED_KEYS],
      suppressErrorRendering: true,
      htmlLabels: false,
      look: 'classic',
      theme: 'base',
      themeVariables: dark ? DARK : LIGHT,
      fontFamily: 'system-ui, sans-serif',
    });
    return await withMarkup(async () => {
      if ((await mermaid.parse(source, { suppressErrors: true })) === false) return null;
      const { svg } = await mermaid.render(`diagram-${newId()}`, source);
      return pictureOf(svg);
    });
  } catch {
    return null;
  }
}

function pictureOf(svg: string): DiagramPicture | null {
  const [, width, height] = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  if (width === undefined || height === undefined) return null;
  const sized = svg.replace(/^<svg([^>]*?) width="100%"/, `<svg$1 width="${width}" height="${height}"`);
  const url = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`;
  return { url, width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) };
}
