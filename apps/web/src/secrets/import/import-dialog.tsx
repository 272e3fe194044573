// The file's text lives in this dialog's state while it is looked at; it leaves it sealed only, and goes with the dialog.
import { SECRET_MASK, type ImportResults, type SecretView } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';
import { FieldShell, inputStyle } from '../../ui/text-field.js';
import { sealValue } from '../data/seal-value.js';
import { importSecrets } from '../data/secrets-api.js';
import { SECRETS_KEY } from '../data/secrets-key.js';
import { planImport, type PlannedSecret } from './import-plan.js';
import { parseEnv, type EnvFile } from './parse-env.js';

export interface ImportDialogProps {
  readonly secrets: readonly SecretView[];
  readonly onClose: () => void;
}

/** Takes the secrets of a `.env` file in, after they were looked at one by one. */
export function ImportDialog({ secrets, onClose }: ImportDialogProps): ReactNode {
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Import a .env file"
      description="Nothing is saved before you confirm. Each value is sealed in this browser."
    >
      <ImportSteps secrets={secrets} onClose={onClose} />
    </Dialog>
  );
}

function ImportSteps({ secrets, onClose }: ImportDialogProps): ReactNode {
  const client = useQueryClient();
  const [plan, setPlan] = useState<readonly PlannedSecret[] | null>(null);
  const [unread, setUnread] = useState<EnvFile['unread']>([]);
  const [state, setState] = useState<{ busy: boolean; failure: string | null }>({ busy: false, failure: null });
  const [results, setResults] = useState<ImportResults['results'] | null>(null);
  const read = (text: string): void => {
    const file = parseEnv(text);
    setUnread(file.unread);
    if (file.lines.length > 0) setPlan(planImport(file.lines, secrets));
    setState({ busy: false, failure: file.lines.length === 0 ? 'There is no NAME=value line in this text.' : null });
  };
  const save = async (chosen: readonly PlannedSecret[]): Promise<void> => {
    setState({ busy: true, failure: null });
    try {
      const answer = await importSecrets(await Promise.all(chosen.map(sealLine)));
      setPlan(null);
      setResults(answer.results);
      await client.invalidateQueries({ queryKey: SECRETS_KEY });
      setState({ busy: false, failure: null });
    } catch (error) {
      setState({ busy: false, failure: messageOf(error) });
    }
  };
  if (results !== null) return <Results results={results} onClose={onClose} />;
  const chosen = plan?.filter(({ take }) => take) ?? [];
  return (
    <div className="grid gap-4">
      {state.failure !== null && <Notice tone="danger">{state.failure}</Notice>}
      {plan === null ? (
        <Source onText={read} />
      ) : (
        <>
          {unread.length > 0 && <Notice tone="brass">Not understood and left out: line {unread.join(', ')}.</Notice>}
          <Preview plan={plan} secrets={secrets} onChange={setPlan} />
        </>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        {plan !== null && (
          <Button tone="primary" busy={state.busy} disabled={chosen.length === 0} onClick={() => void save(chosen)}>
            {state.busy ? 'Sealing…' : `Import ${chosen.length} ${chosen.length === 1 ? 'secret' : 'secrets'}`}
          </Button>
        )}
      </div>
    </div>
  );
}

async function sealLine({ name, value, stored }: PlannedSecret) {
  const version = (stored?.version ?? 0) + 1;
  const sealed = await sealValue(value, { name, version });
  return { name, sealed, onConflict: stored === null ? ('skip' as const) : ('replace' as const), version };
}

function Source({ onText }: { readonly onText: (text: string) => void }): ReactNode {
  return (
    <FieldShell
      label="Paste it, drop it, or choose a file"
      hint="Comments, quotes, export and values over several lines are understood."
    >
      {(control) => (
        <>
          <textarea
            {...control}
            rows={6}
            placeholder={'SERVICE_API_KEY=…'}
            autoComplete="off"
            spellCheck={false}
            translate="no"
            dir="ltr"
            onPaste={(event) => {
              event.preventDefault();
              onText(event.clipboardData.getData('text'));
            }}
            onDrop={(event) => {
              event.preventDefault();
              const [file] = event.dataTransfer.files;
              if (file === undefined) onText(event.dataTransfer.getData('text'));
              else void file.text().then(onText);
            }}
            onBlur={(event) => {
              if (event.target.value.trim() !== '') onText(event.target.value);
            }}
            className={`${inputStyle} value-masked resize-none font-mono`}
          />
          <input
            type="file"
            aria-label="File"
            className="mt-2 block max-w-full text-xs"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) void file.text().then(onText);
            }}
          />
        </>
      )}
    </FieldShell>
  );
}

interface PreviewProps {
  readonly plan: readonly PlannedSecret[];
  readonly secrets: readonly SecretView[];
  readonly onChange: (plan: readonly PlannedSecret[]) => void;
}

function Preview({ plan, secrets, onChange }: PreviewProps): ReactNode {
  const set = (at: number, take: boolean): void =>
    onChange(plan.map((line, index) => (index === at ? { ...line, take } : line)));
  const rename = (at: number, name: string): void => {
    const renamed = plan.map((line, index) => (index === at ? { ...line, name } : line));
    onChange(planImport(renamed, secrets).map((line, index) => keepChoice(line, plan[index])));
  };
  return (
    <ul aria-label="What would be imported" className="divide-y divide-line rounded-lg border border-line">
      {plan.map((line, at) => (
        <li key={at} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2 text-sm">
          <div className="min-w-40 flex-1">
            <p className="font-mono text-xs font-semibold wrap-anywhere">{line.name}</p>
            <p aria-label="Value hidden" className="font-mono text-xs tracking-[0.2em] text-ink-faint">
              {SECRET_MASK}
            </p>
            {line.problem !== null && <p className="text-xs text-danger">{line.problem}</p>}
          </div>
          {line.problem !== null && line.offer !== null && (
            <Button size="small" className="max-w-full" onClick={() => rename(at, line.offer ?? line.name)}>
              Use <span className="truncate font-mono">{line.offer}</span>
            </Button>
          )}
          {line.problem === null && (
            <select
              aria-label={`What to do with ${line.name}`}
              value={line.take ? 'take' : 'skip'}
              onChange={(event) => set(at, event.target.value === 'take')}
              className={`${inputStyle} w-auto!`}
            >
              <option value="take">{line.stored === null ? 'Import' : 'Replace the stored value'}</option>
              <option value="skip">{line.stored === null ? 'Skip' : 'Skip: it is there'}</option>
            </select>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A line that was not touched stays as it was chosen. */
function keepChoice(line: PlannedSecret, before: PlannedSecret | undefined): PlannedSecret {
  return before?.name === line.name && line.problem === null ? { ...line, take: before.take } : line;
}

const outcomes = { created: 'saved', replaced: 'replaced', skipped: 'skipped', refused: 'refused' } as const;

interface ResultsProps {
  readonly results: ImportResults['results'];
  readonly onClose: () => void;
}

function Results({ results, onClose }: ResultsProps): ReactNode {
  return (
    <div role="status" className="grid gap-4">
      <ul className="divide-y divide-line rounded-lg border border-line text-sm">
        {results.map(({ name, outcome, message }) => (
          <li key={name} className="px-3 py-2 wrap-anywhere">
            <span className="font-mono text-xs font-semibold">{name}</span>{' '}
            <span className={outcome === 'refused' ? 'text-danger' : ''}>{outcomes[outcome]}</span> {message}
          </li>
        ))}
      </ul>
      <Button tone="primary" className="justify-self-end" onClick={onClose}>
        Done
      </Button>
    </div>
  );
}
