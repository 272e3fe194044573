import type { ReactNode } from 'react';
import { CodeBlock } from '../ui/code-block.js';
import { Dialog } from '../ui/dialog.js';

const OPENAI = 'OPENAI_API_KEY=… npm start';
const LOCAL = 'OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=llama3.1 npm start';

export interface ConnectModelDialogProps {
  readonly onClose: () => void;
}

/** How to get from the demonstration model to a real one. */
export default function ConnectModelDialog({ onClose }: ConnectModelDialogProps): ReactNode {
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title="Connect a real model"
      description="The demonstration model needs no key: it recognises a few requests and runs code that you put into a message. For real answers, stop Cloakroom and start it again in one of these ways."
    >
      <h3 className="text-sm font-semibold">With an OpenAI key</h3>
      <CodeBlock code={OPENAI} language="shell" />
      <h3 className="mt-4 text-sm font-semibold">
        With anything that speaks the same protocol (Ollama, vLLM, llama-server)
      </h3>
      <CodeBlock code={LOCAL} language="shell" />
      <p className="mt-3 text-sm text-ink-soft">
        The key stays with the agent-worker. It is never shown in this page and never given to a sandbox.
      </p>
    </Dialog>
  );
}
