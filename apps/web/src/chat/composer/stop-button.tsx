import { Square } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { useChat } from '../chat-context.js';

export interface StopButtonProps {
  readonly runId: string;
  /** There is nothing to send beside it. */
  readonly isMain: boolean;
  readonly onRemark: (remark: string | null) => void;
}

/** Ends the run that is under way. */
export function StopButton({ runId, isMain, onRemark }: StopButtonProps): ReactNode {
  const { runtime } = useChat();
  const [stopping, setStopping] = useState(false);
  const stop = async (): Promise<void> => {
    setStopping(true);
    const problem = await runtime.stopRun(runId);
    onRemark(problem);
    if (problem !== null) setStopping(false);
  };
  return (
    <Button
      tone={isMain ? 'primary' : 'quiet'}
      aria-disabled={stopping}
      onClick={() => void (stopping ? undefined : stop())}
      className="rounded-xl"
    >
      <Square aria-hidden="true" className="size-3.5! fill-current" />
      {stopping ? 'Stopping…' : 'Stop'}
    </Button>
  );
}
