import { zodResolver } from '@hookform/resolvers/zod';
import {
  SECRET_NAME_RULE,
  secretNameSchema,
  suggestSecretName,
  type SealedEnvelope,
  type SecretView,
} from '@cloakroom/contracts';
import { useRef, useState, type ReactNode } from 'react';
import { useForm, useWatch, type Control } from 'react-hook-form';
import { z } from 'zod';
import { ApiError, messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { FieldShell, inputStyle, TextField } from '../ui/text-field.js';
import { NamingTable } from './naming-table.js';
import { sealValue } from './data/seal-value.js';
import type { SecretSettings } from './data/secrets-api.js';
import {
  changedFrom,
  draftOf,
  EMPTY_DRAFT,
  EMPTY_SETTINGS,
  readSettings,
  type SettingsErrors,
} from './data/settings-draft.js';
import { hintsFor } from './data/value-hints.js';
import { SecretOptions } from './secret-options.js';
import { SecretValueField } from './secret-value-field.js';

const formSchema = z.object({
  name: secretNameSchema,
  description: z.string().max(1000, 'A description has at most 1000 characters.'),
});
type FormInput = z.infer<typeof formSchema>;

/** What a submitted form asks to be stored; `sealed` is absent when the stored value stays. */
export interface SealedSubmission {
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly sealed: SealedEnvelope | null;
  /** Settings that differ from the stored ones, or from those of a new secret. */
  readonly settings: Partial<SecretSettings>;
}

/** What a form begins with when the value was found elsewhere in the page. */
export interface SecretSeed {
  readonly name: string;
  readonly value: string;
}

export interface SecretFormProps {
  /** The secret that is edited; `null` to add one. */
  readonly secret: SecretView | null;
  readonly takenNames: ReadonlySet<string>;
  readonly onSave: (submission: SealedSubmission) => Promise<void>;
  readonly onCancel: () => void;
  readonly seed?: SecretSeed;
}

/** A value that was sealed for a save which then failed; it is used again as long as the name stays. */
interface SealedOnce {
  readonly name: string;
  readonly envelope: SealedEnvelope;
}

const DUPLICATE = 'You already have a secret with this name. Choose another name, or edit that secret.';

export function SecretForm({ secret, takenNames, onSave, onCancel, seed }: SecretFormProps): ReactNode {
  const valueRef = useRef<HTMLTextAreaElement>(null);
  const [sealed, setSealed] = useState<SealedOnce | null>(null);
  const [valueError, setValueError] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [draft, setDraft] = useState(() => (secret === null ? EMPTY_DRAFT : draftOf(secret)));
  const [draftErrors, setDraftErrors] = useState<SettingsErrors | null>(null);
  const form = useForm<FormInput>({
    resolver: zodResolver(formSchema),
    defaultValues: { name: secret?.name ?? seed?.name ?? '', description: secret?.description ?? '' },
    mode: 'onTouched',
  });
  const { errors, isSubmitting } = form.formState;
  const version = (secret?.version ?? 0) + 1;

  /** Seals what stands in the field and empties it at once. */
  const takeValue = async (name: string): Promise<SealedEnvelope | null> => {
    const value = valueRef.current?.value ?? '';
    if (value === '') return sealed?.name === name ? sealed.envelope : null;
    const envelope = await sealValue(value, { name, version });
    if (valueRef.current !== null) valueRef.current.value = '';
    setSealed({ name, envelope });
    return envelope;
  };

  const save = async ({ name, description }: FormInput): Promise<void> => {
    setFailure(null);
    const problem = valueProblem(valueRef.current?.value ?? '', secret !== null || sealed?.name === name);
    setValueError(problem);
    if (secret === null && takenNames.has(name)) {
      form.setError('name', { message: DUPLICATE }, { shouldFocus: true });
      return;
    }
    if (problem !== null) {
      valueRef.current?.focus();
      return;
    }
    const outcome = readSettings(draft, new Date());
    setDraftErrors('errors' in outcome ? outcome.errors : null);
    if ('errors' in outcome) return;
    const settings =
      secret === null ? changedFrom(EMPTY_SETTINGS, outcome.settings) : changedFrom(secret, outcome.settings);
    try {
      await onSave({ name, description: description.trim(), version, sealed: await takeValue(name), settings });
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && secret === null) {
        form.setError('name', { message: DUPLICATE }, { shouldFocus: true });
      } else setFailure(messageOf(error));
    }
  };

  return (
    <form
      noValidate
      onSubmit={(event) => void form.handleSubmit(save)(event)}
      className="grid gap-5"
      autoComplete="off"
    >
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      {secret === null ? (
        <TextField
          label="Name"
          placeholder="SERVICE_API_KEY"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          dir="ltr"
          className="font-mono"
          error={nameError(form.getValues('name'), errors.name?.message)}
          hint='How the agent finds it: process.env.NAME in JavaScript, os.environ["NAME"] in Python.'
          remedy={
            <NameOffer
              control={form.control}
              show={errors.name !== undefined}
              onAccept={(name) => form.setValue('name', name, { shouldValidate: true, shouldDirty: true })}
            />
          }
          {...form.register('name')}
        />
      ) : (
        <FixedName name={secret.name} />
      )}
      <SecretValueField
        valueRef={valueRef}
        error={valueError}
        placeholder={valuePlaceholder(secret !== null, sealed !== null)}
        hint="Sealed in this browser before it is sent. Nobody can read it back, you included."
        onInput={() => setValueError(null)}
        {...(seed === undefined ? {} : { seed: seed.value })}
      />
      <FieldShell
        label="Description"
        optional
        error={errors.description?.message}
        hint="Tells the agent when to use it."
      >
        {(control) => (
          <textarea
            {...control}
            {...form.register('description')}
            rows={2}
            dir="auto"
            placeholder="What it is for"
            className={`${inputStyle} field-sizing-content max-h-40 resize-none`}
          />
        )}
      </FieldShell>
      <SecretOptions draft={draft} errors={draftErrors} onChange={setDraft} />
      {secret === null && <NamingTable />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          {isSubmitting ? 'Sealing…' : 'Save secret'}
        </Button>
      </div>
    </form>
  );
}

/** Says no more about digits than the name gives reason to. */
function nameError(name: string, message: string | undefined): string | undefined {
  return message?.startsWith(SECRET_NAME_RULE) === true && !/^[0-9]/.test(name) ? SECRET_NAME_RULE : message;
}

function valueProblem(value: string, mayBeBlank: boolean): string | null {
  if (value === '') return mayBeBlank ? null : 'Enter a value.';
  return hintsFor(value).tooLong ? 'A value has at most 65536 bytes.' : null;
}

function valuePlaceholder(editing: boolean, sealedBefore: boolean): string {
  if (sealedBefore) return 'Sealed and ready. Save again, or type another value';
  return editing ? 'Leave blank to keep the stored value' : 'Paste or type the value';
}

function FixedName({ name }: { readonly name: string }): ReactNode {
  return (
    <div>
      <p className="mb-1 text-sm font-semibold">Name</p>
      <p className="font-mono text-sm wrap-anywhere">{name}</p>
      <p className="mt-1 text-xs text-ink-faint">The name is fixed: code and conversations refer to it.</p>
    </div>
  );
}

interface NameOfferProps {
  readonly control: Control<FormInput>;
  readonly show: boolean;
  readonly onAccept: (name: string) => void;
}

function NameOffer({ control, show, onAccept }: NameOfferProps): ReactNode {
  const name = useWatch({ control, name: 'name' });
  const suggestion = show ? suggestSecretName(name) : null;
  if (suggestion === null) return null;
  return (
    <Button size="small" className="mt-2 max-w-full" onClick={() => onAccept(suggestion)}>
      Use <span className="truncate font-mono">{suggestion}</span>
    </Button>
  );
}
