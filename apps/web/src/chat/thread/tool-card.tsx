import type { ToolPart } from '@cloakroom/contracts';
import { ChevronDown, CircleCheck, CircleX, LoaderCircle, ZapOff, type LucideIcon } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { FileList, FilesLeftOut } from '../../files/file-list.js';
import { formatDuration } from '../../platform/format-time.js';
import { CodeText, CopyButton } from '../../ui/code-block.js';
import { MaskedText } from '../../ui/masked-text.js';

const languages: Record<ToolPart['language'], string> = { javascript: 'JavaScript', python: 'Python' };

const states: Record<ToolPart['state'], { readonly label: string; readonly icon: LucideIcon; readonly style: string }> =
  {
    running: { label: 'In progress', icon: LoaderCircle, style: 'text-brass [&_svg]:animate-spin' },
    succeeded: { label: 'Done', icon: CircleCheck, style: 'text-good' },
    failed: { label: 'Failed', icon: CircleX, style: 'text-danger' },
    interrupted: { label: 'Interrupted', icon: ZapOff, style: 'text-ink-faint' },
  };

/** One call of a tool: its code, its output as it comes, and how it ended. */
export const ToolCard = memo(function ToolCard({ tool }: { readonly tool: ToolPart }): ReactNode {
  const { label, icon: Icon, style } = states[tool.state];
  return (
    <details
      open
      data-testid="tool-card"
      data-state={tool.state}
      className="group animate-rise overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      <summary className="flex list-none items-center gap-3 px-3.5 py-2.5 text-sm outline-offset-[-3px] [&::-webkit-details-marker]:hidden">
        <span className="font-semibold">
          {tool.state === 'running' ? 'Running' : 'Ran'} {languages[tool.language]}
        </span>
        <span className={`flex items-center gap-1.5 text-xs font-medium [&_svg]:size-3.5 ${style}`}>
          <Icon aria-hidden="true" />
          {label}
        </span>
        <span className="ms-auto text-xs text-ink-faint tabular-nums">
          {tool.durationMs === null ? '' : formatDuration(tool.durationMs)}
        </span>
        <ChevronDown aria-hidden="true" className="size-4 text-ink-faint transition-transform group-open:rotate-180" />
      </summary>
      <div className="border-t border-line">
        <div className="relative bg-sunken">
          <CodeText
            text={tool.code}
            language={tool.language}
            label={`${languages[tool.language]} code`}
            className="max-h-64 pe-12"
          />
          <div className="absolute end-1 top-1">
            <CopyButton text={tool.code} />
          </div>
        </div>
        <Output tool={tool} />
        <Outcome tool={tool} />
        <Artifacts tool={tool} />
      </div>
    </details>
  );
});

function Output({ tool }: { readonly tool: ToolPart }): ReactNode {
  if (tool.output.length === 0) return null;
  return (
    <section className="border-t-2 border-dotted border-line">
      <Caption>Output</Caption>
      <pre
        dir="ltr"
        tabIndex={0}
        role="group"
        aria-label="Output"
        className="max-h-72 overflow-auto px-3.5 pb-3 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap outline-offset-[-2px]"
      >
        {tool.output.map((piece, index) => (
          <span key={index} className={piece.stream === 'stderr' ? 'text-danger' : undefined}>
            <MaskedText text={piece.text} />
          </span>
        ))}
      </pre>
      {tool.outputLost > 0 && (
        <p className="px-3.5 pb-2.5 text-xs text-brass">
          {tool.outputLost.toLocaleString()} more characters were cut: the output was over the limit.
        </p>
      )}
    </section>
  );
}

function Outcome({ tool }: { readonly tool: ToolPart }): ReactNode {
  if (tool.error !== null) {
    return (
      <section className="border-t-2 border-dotted border-line bg-danger-tint text-danger">
        <Caption>
          <span className="text-danger">Error · {tool.error.kind}</span>
        </Caption>
        <p dir="ltr" className="px-3.5 pb-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          <MaskedText text={tool.error.message} />
        </p>
      </section>
    );
  }
  if (tool.state === 'interrupted') {
    return (
      <p className="border-t-2 border-dotted border-line px-3.5 py-2.5 text-xs text-ink-faint">
        This call did not come to an end. It was not run again.
      </p>
    );
  }
  if (tool.result === null) return null;
  return (
    <section className="border-t-2 border-dotted border-line">
      <Caption>Result</Caption>
      <CodeText text={tool.result} label="Result" className="max-h-64 pt-0 whitespace-pre-wrap wrap-anywhere" />
    </section>
  );
}

function Artifacts({ tool: { artifacts = [], artifactsLeftOut = [] } }: { readonly tool: ToolPart }): ReactNode {
  if (artifacts.length === 0 && artifactsLeftOut.length === 0) return null;
  return (
    <section className="border-t-2 border-dotted border-line">
      <Caption>Files</Caption>
      <div className="grid grid-cols-1 gap-2 px-3.5 pb-3">
        <FileList files={artifacts} label="Files of this call" />
        {artifactsLeftOut.length > 0 && <FilesLeftOut files={artifactsLeftOut} />}
      </div>
    </section>
  );
}

function Caption({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className="px-3.5 pt-2.5 pb-1 text-xs font-semibold text-ink-faint">{children}</p>;
}
