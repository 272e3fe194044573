import {
  REQUEST_SECRET_TOOL,
  TOOL_NAMES,
  type CodeLanguage,
  type Conversation,
  type OfferedSecret,
} from './conversation.js';
import { findFencedCode } from './fenced-code.js';
import { tellOutcome } from './outcome-prose.js';
import { javascriptProgram, pythonProgram } from './programs.js';
import { callGivenUrl, serviceOfSecret, serviceSpokenOf, type ApiCall, type Service } from './services.js';
import { WRITING_SAMPLE } from './writing-sample.js';

/** What the model says, and the tool it calls with it, if any. */
export interface Reply {
  readonly text: string;
  readonly toolCall: { readonly name: string; readonly args: object } | null;
}

const SECRET_NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
const SECRET_WORDS = /(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PAT|CREDENTIALS?|AUTH)S?(?:_\w+)?$/;

/** What asks for something to be done, rather than explained. */
const REQUEST =
  /\b(?:search|find|list|show|get|call|check|fetch|look|read|ask)\b|\b(?:which|what|who|how)\b.*\b(?:my|me|I)\b/i;

/** What asks to see how answers look. */
const WRITING = /\b(?:markdown|latex|mermaid|formulas?|diagrams?)\b/i;

function say(text: string): Reply {
  return { text, toolCall: null };
}

function run(text: string, language: CodeLanguage, code: string, { languages }: Conversation): Reply {
  if (!languages.includes(language)) {
    const name = language === 'python' ? 'Python' : 'JavaScript';
    return say(`I would run ${name} for this, but no tool for it is offered in this conversation.`);
  }
  return { text, toolCall: { name: TOOL_NAMES[language], args: { code } } };
}

const INTRODUCTION = `I am Cloakroom's built-in demonstration model. I follow fixed rules instead of thinking, so that you can try the product without a model key. This is what I can do:

- **Call an API with one of your secrets.** Save it on the Secrets page, then name it: \`Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret\`. I know X, GitHub, Slack, Stripe, OpenAI and some more; for any other service give me the URL.
- **Run code.** Put JavaScript, TypeScript or Python in a fenced block, and I run it in the sandbox. Your secrets are in \`process.env\` and \`os.environ\`.
- **Show how answers look.** Ask for a sample of Markdown, formulas and diagrams.

I see the names and descriptions of your secrets, never their values. To have real conversations, set \`OPENAI_API_KEY\`, or \`OPENAI_BASE_URL\` for any server that speaks the same protocol (Ollama, vLLM, llama-server), and start again.`;

function listed(secrets: readonly OfferedSecret[]): string {
  if (secrets.length === 0) return 'There are no secrets yet.';
  return `The secrets I can use are ${secrets.map(({ name }) => `\`${name}\``).join(', ')}.`;
}

/** Opens the secure field of the chat where there is one, and names the Secrets page where there is none. */
function askForSecret(name: string, service: Service | null, conversation: Conversation): Reply {
  const { secrets, question, canRequestSecret, outcome } = conversation;
  const purpose = service?.label ?? 'this';
  const call = callGivenUrl(question) ?? service?.call(question) ?? null;
  if (canRequestSecret && outcome === null) {
    const hosts = call === null ? [] : [new URL(call.url).host];
    const reason = `To call ${call === null ? 'the service that you asked about' : `${purpose === 'this' ? hosts.join() : purpose} for you`}.`;
    const text = `I need a secret for ${purpose}, and there is none called \`${name}\`. Enter it below: it goes straight to the vault, and I never see it.`;
    return { text, toolCall: { name: REQUEST_SECRET_TOOL, args: { name, reason, hosts } } };
  }
  return say(
    `I need a secret for ${purpose}, and there is none called \`${name}\`. Add it on the Secrets page with the name \`${name}\`, then ask me again. Please do not paste the value into the chat.\n\n${listed(secrets)}`,
  );
}

function namedSecrets({ question, secrets }: Conversation): readonly string[] {
  const known = secrets.map(({ name }) => name).filter((name) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(question));
  const spelled = [...question.matchAll(SECRET_NAME)].map(([name]) => name).filter((name) => SECRET_WORDS.test(name));
  const found = [...new Set([...known, ...spelled])];
  if (found.length > 0) return found.toSorted((a, b) => question.indexOf(a) - question.indexOf(b));
  const spoken = question.toLowerCase();
  return secrets.map(({ name }) => name).filter((name) => spoken.includes(name.toLowerCase().replaceAll('_', ' ')));
}

function callApi(secret: string, call: ApiCall, conversation: Conversation): Reply {
  const { question, languages } = conversation;
  const language = /\bpython\b/i.test(question) || !languages.includes('javascript') ? 'python' : 'javascript';
  const code = language === 'python' ? pythonProgram(secret, call) : javascriptProgram(secret, call);
  const { host } = new URL(call.url);
  const reads = language === 'python' ? `os.environ["${secret}"]` : `process.env.${secret}`;
  return run(`I will ask \`${host}\` with a program that reads \`${reads}\`.`, language, code, conversation);
}

function useSecret(secret: string, conversation: Conversation): Reply {
  const { question } = conversation;
  const service = serviceSpokenOf(question) ?? serviceOfSecret(secret);
  const call = callGivenUrl(question) ?? service?.call(question) ?? null;
  if (call !== null) return callApi(secret, call, conversation);
  return say(
    `I can use \`${secret}\`, but I do not know which service it is for: as a demonstration model I know only a few APIs by heart. Give me the URL to call, for instance \`Call https://api.example.com/v1/me using my ${secret} secret\`, or put the code to run in a fenced block.`,
  );
}

function useService(service: Service, conversation: Conversation): Reply {
  const { secrets, question } = conversation;
  const own = secrets.find(({ name }) => serviceOfSecret(name) === service);
  if (own === undefined) return askForSecret(service.suggestedSecret, service, conversation);
  return callApi(own.name, callGivenUrl(question) ?? service.call(question), conversation);
}

function planAnswer(conversation: Conversation): Reply {
  const { question, secrets } = conversation;
  const fenced = findFencedCode(question);
  if (fenced?.language === null) {
    return say(
      `I can run JavaScript, TypeScript and Python, but not \`${fenced.tag}\`. Put the code in one of these languages.`,
    );
  }
  if (fenced !== null) return run('I will run your code in the sandbox.', fenced.language, fenced.code, conversation);

  const named = namedSecrets(conversation);
  const missing = named.find((name) => !secrets.some((secret) => secret.name === name));
  if (missing !== undefined) return askForSecret(missing, serviceOfSecret(missing), conversation);
  const [secret] = named;
  if (secret !== undefined) return useSecret(secret, conversation);

  const service = serviceSpokenOf(question);
  if (service !== null && REQUEST.test(question)) {
    return useService(service, conversation);
  }
  if (WRITING.test(question)) return say(WRITING_SAMPLE);
  return say(`${INTRODUCTION}\n\n${listed(secrets)}`);
}

/** The answer to a request: the same for the same request, always. */
export function planReply(conversation: Conversation): Reply {
  const { outcome } = conversation;
  if (outcome === null) return planAnswer(conversation);
  if (outcome.tool !== REQUEST_SECRET_TOOL) return say(tellOutcome(outcome));
  if (outcome.ok) return planAnswer(conversation);
  return say(
    'Without that secret I cannot do this. Ask me again when you want to enter it, or add it on the Secrets page.',
  );
}
