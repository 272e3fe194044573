/** One call of a web API, to be written as a program. */
export interface ApiCall {
  readonly url: string;
  /** Header that carries the secret, and what stands before it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly headers: Readonly<Record<string, string>>;
  /** `tweets` prints the texts of a list; `json` prints the whole answer. */
  readonly print: 'tweets' | 'json';
}

/** A service whose API the demonstration model knows. */
export interface Service {
  readonly label: string;
  /** How a message speaks of it. */
  readonly spokenOf: RegExp;
  /** First words of its secrets' names. */
  readonly secretPrefixes: readonly string[];
  /** The name to suggest for its secret. */
  readonly suggestedSecret: string;
  call(message: string): ApiCall;
}

const BEARER = { header: 'Authorization', prefix: 'Bearer ' } as const;

function get(url: string, extra: Partial<Omit<ApiCall, 'url'>> = {}): ApiCall {
  return { url, auth: BEARER, headers: {}, print: 'json', ...extra };
}

function searchX(message: string): ApiCall {
  const mention = /(?<![\w.])@(\w{1,15})\b/.exec(message)?.[1];
  if (mention !== undefined) {
    return get(`https://api.x.com/2/tweets/search/recent?query=@${mention}`, { print: 'tweets' });
  }
  const topic = /#\w+/.exec(message)?.[0] ?? /["“]([^"”]{1,200})["”]/.exec(message)?.[1];
  if (topic === undefined) return get('https://api.x.com/2/users/me');
  return get(`https://api.x.com/2/tweets/search/recent?query=${encodeURIComponent(topic)}`, { print: 'tweets' });
}

function askGithub(message: string): ApiCall {
  const headers = { Accept: 'application/vnd.github+json', 'User-Agent': 'cloakroom' };
  const repository = /\b([\w.-]{1,39}\/[\w.-]{1,100})\b/.exec(message)?.[1];
  const issues = /\bissues?\b/i.test(message);
  if (repository !== undefined) {
    return get(`https://api.github.com/repos/${repository}${issues ? '/issues?per_page=5' : ''}`, { headers });
  }
  if (issues) return get('https://api.github.com/issues?per_page=5', { headers });
  if (/\brepos?(?:itor(?:y|ies))?\b/i.test(message)) {
    return get('https://api.github.com/user/repos?sort=updated&per_page=5', { headers });
  }
  return get('https://api.github.com/user', { headers });
}

function askStripe(message: string): ApiCall {
  if (/\bcustomers?\b/i.test(message)) return get('https://api.stripe.com/v1/customers?limit=5');
  if (/\b(?:charges?|payments?)\b/i.test(message)) return get('https://api.stripe.com/v1/charges?limit=5');
  return get('https://api.stripe.com/v1/balance');
}

function askSlack(message: string): ApiCall {
  if (/\bchannels?\b/i.test(message)) return get('https://slack.com/api/conversations.list?limit=20');
  return get('https://slack.com/api/auth.test');
}

function fixed(service: Omit<Service, 'call'>, call: ApiCall): Service {
  return { ...service, call: () => call };
}

const ANTHROPIC = get('https://api.anthropic.com/v1/models', {
  auth: { header: 'x-api-key', prefix: '' },
  headers: { 'anthropic-version': '2023-06-01' },
});
const NOTION = get('https://api.notion.com/v1/users/me', { headers: { 'Notion-Version': '2022-06-28' } });
const DISCORD = get('https://discord.com/api/v10/users/@me', { auth: { header: 'Authorization', prefix: 'Bot ' } });

/** The services known by heart, the more specific names first. */
export const SERVICES: readonly Service[] = [
  {
    label: 'X',
    spokenOf:
      /\b(?:[Ss]earch|[Oo]n|[Ff]rom|[Vv]ia|[Aa]sk) X\b|\bX(?:\/Twitter| mentions| posts| API)\b|\b[Tt]witter\b|\b[Tt]weets?\b|\bx\.com\b/,
    secretPrefixes: ['X', 'TWITTER'],
    suggestedSecret: 'X_BEARER_TOKEN',
    call: searchX,
  },
  {
    label: 'GitHub',
    spokenOf: /\bgithub\b/i,
    secretPrefixes: ['GITHUB', 'GH'],
    suggestedSecret: 'GITHUB_TOKEN',
    call: askGithub,
  },
  {
    label: 'Stripe',
    spokenOf: /\bstripe\b/i,
    secretPrefixes: ['STRIPE'],
    suggestedSecret: 'STRIPE_SECRET',
    call: askStripe,
  },
  {
    label: 'Slack',
    spokenOf: /\bslack\b/i,
    secretPrefixes: ['SLACK'],
    suggestedSecret: 'SLACK_BOT_TOKEN',
    call: askSlack,
  },
  fixed(
    { label: 'OpenAI', spokenOf: /\bopenai\b/i, secretPrefixes: ['OPENAI'], suggestedSecret: 'OPENAI_API_KEY' },
    get('https://api.openai.com/v1/models'),
  ),
  fixed(
    {
      label: 'Anthropic',
      spokenOf: /\banthropic\b|\bclaude\b/i,
      secretPrefixes: ['ANTHROPIC'],
      suggestedSecret: 'ANTHROPIC_API_KEY',
    },
    ANTHROPIC,
  ),
  fixed(
    { label: 'Notion', spokenOf: /\bnotion\b/i, secretPrefixes: ['NOTION'], suggestedSecret: 'NOTION_API_KEY' },
    NOTION,
  ),
  fixed(
    { label: 'Discord', spokenOf: /\bdiscord\b/i, secretPrefixes: ['DISCORD'], suggestedSecret: 'DISCORD_BOT_TOKEN' },
    DISCORD,
  ),
  fixed(
    { label: 'GitLab', spokenOf: /\bgitlab\b/i, secretPrefixes: ['GITLAB'], suggestedSecret: 'GITLAB_TOKEN' },
    get('https://gitlab.com/api/v4/user'),
  ),
  fixed(
    {
      label: 'Cloudflare',
      spokenOf: /\bcloudflare\b/i,
      secretPrefixes: ['CLOUDFLARE', 'CF'],
      suggestedSecret: 'CLOUDFLARE_API_TOKEN',
    },
    get('https://api.cloudflare.com/client/v4/user/tokens/verify'),
  ),
  fixed(
    {
      label: 'Hugging Face',
      spokenOf: /\bhugging ?face\b/i,
      secretPrefixes: ['HF', 'HUGGINGFACE'],
      suggestedSecret: 'HF_TOKEN',
    },
    get('https://huggingface.co/api/whoami-v2'),
  ),
  fixed(
    { label: 'SendGrid', spokenOf: /\bsendgrid\b/i, secretPrefixes: ['SENDGRID'], suggestedSecret: 'SENDGRID_API_KEY' },
    get('https://api.sendgrid.com/v3/scopes'),
  ),
  fixed(
    { label: 'Airtable', spokenOf: /\bairtable\b/i, secretPrefixes: ['AIRTABLE'], suggestedSecret: 'AIRTABLE_TOKEN' },
    get('https://api.airtable.com/v0/meta/whoami'),
  ),
  fixed(
    { label: 'HubSpot', spokenOf: /\bhubspot\b/i, secretPrefixes: ['HUBSPOT'], suggestedSecret: 'HUBSPOT_TOKEN' },
    get('https://api.hubapi.com/crm/v3/objects/contacts?limit=5'),
  ),
  fixed(
    {
      label: 'DigitalOcean',
      spokenOf: /\bdigital ?ocean\b/i,
      secretPrefixes: ['DIGITALOCEAN', 'DO'],
      suggestedSecret: 'DIGITALOCEAN_TOKEN',
    },
    get('https://api.digitalocean.com/v2/account'),
  ),
];

/** The call to a URL that the message itself gives, or `null`. */
export function callGivenUrl(message: string): ApiCall | null {
  const given = /https?:\/\/[^\s<>"'`)\]]+/.exec(message)?.[0].replace(/[.,;:!?]+$/, '');
  return given !== undefined && URL.canParse(given) ? get(given) : null;
}

/** The service that a message speaks of; secret names in it do not count. */
export function serviceSpokenOf(message: string): Service | null {
  const spoken = message.replace(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g, ' ');
  return SERVICES.find((service) => service.spokenOf.test(spoken)) ?? null;
}

/** The service that a secret is for, going by its name. */
export function serviceOfSecret(name: string): Service | null {
  const prefix = name.split('_')[0] ?? '';
  return SERVICES.find((service) => service.secretPrefixes.includes(prefix)) ?? null;
}
