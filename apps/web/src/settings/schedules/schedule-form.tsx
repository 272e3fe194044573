import { MESSAGE_MAX_LENGTH, type ScheduleView } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { FieldShell, inputStyle, TextField } from '../../ui/text-field.js';
import { createSchedule, refetchSchedules, updateSchedule } from './schedules-api.js';
import { ScheduleWhen } from './schedule-when.js';

export interface ScheduleFormProps {
  /** `null` for one that is to be made. */
  readonly before: ScheduleView | null;
  readonly onDone: () => void;
}

type Fields = Pick<ScheduleView, 'name' | 'text' | 'cron' | 'timeZone' | 'conversation'>;

const CONVERSATIONS = [
  { value: 'new', label: 'A new chat each time' },
  { value: 'same', label: 'Always the same chat' },
] as const;

function beginning(before: ScheduleView | null): Fields {
  if (before !== null) {
    const { name, text, cron, timeZone, conversation } = before;
    return { name, text, cron, timeZone, conversation };
  }
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { name: '', text: '', cron: '0 9 * * 1-5', timeZone, conversation: 'new' };
}

/** The label of a credential that the text holds, or `null`. What is checked stays in the page. */
async function credentialIn(text: string): Promise<string | null> {
  const { findKey } = await import('../../chat/keys/find-key.js');
  return findKey(text)?.label ?? null;
}

export function ScheduleForm({ before, onDone }: ScheduleFormProps): ReactNode {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const [isDoubtful, setIsDoubtful] = useState(false);
  const [kept, setKept] = useState<string | null>(before?.text ?? null);
  const form = useForm<Fields>({ defaultValues: beginning(before) });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (fields) => {
    setFailure(null);
    try {
      const credential = fields.text === kept ? null : await credentialIn(fields.text);
      setIsDoubtful(credential !== null);
      if (credential !== null) {
        const message = `This looks like ${credential}. Save it on the Secrets page, and write its name here.`;
        form.setError('text', { message }, { shouldFocus: true });
        return;
      }
      await (before === null ? createSchedule(fields) : updateSchedule(before.id, fields));
      await refetchSchedules(client);
      onDone();
    } catch (error) {
      const isShown = error instanceof ApiError && error.fieldMessage('cron') !== null;
      setFailure(isShown ? 'The times are not right yet: see above what to change.' : messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        maxLength={60}
        placeholder="Morning round"
        error={errors.name?.message}
        {...form.register('name', { validate: (name) => name.trim() !== '' || 'Give the schedule a name.' })}
      />
      <FieldShell
        label="Message"
        error={errors.text?.message}
        remedy={
          isDoubtful && (
            <Button
              tone="link"
              size="bare"
              className="mt-1"
              onClick={() => {
                setKept(form.getValues('text'));
                setIsDoubtful(false);
                form.clearErrors('text');
              }}
            >
              It is no key: keep it as it is
            </Button>
          )
        }
      >
        {(control) => (
          <textarea
            {...control}
            rows={4}
            maxLength={MESSAGE_MAX_LENGTH}
            placeholder="Look for new mentions of us, and tell me of those that need an answer."
            className={`${inputStyle} resize-y`}
            {...form.register('text', {
              validate: (text) => text.trim() !== '' || 'Write what the agent is to do.',
            })}
          />
        )}
      </FieldShell>
      <Controller
        control={form.control}
        name="cron"
        render={({ field: cron }) => (
          <Controller
            control={form.control}
            name="timeZone"
            render={({ field: zone }) => (
              <ScheduleWhen cron={cron.value} timeZone={zone.value} onCron={cron.onChange} onTimeZone={zone.onChange} />
            )}
          />
        )}
      />
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="mb-1.5 text-sm font-semibold">Where it goes</legend>
        {CONVERSATIONS.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2.5 text-sm">
            <input type="radio" value={value} className="size-4 accent-brand" {...form.register('conversation')} />
            {label}
          </label>
        ))}
      </fieldset>
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          {before === null ? 'Make schedule' : 'Save changes'}
        </Button>
      </div>
    </form>
  );
}
