/** A known format of a credential. Prefixes and lengths as gitleaks and TruffleHog have them. */
export interface KeyFormat {
  /** What people call it, after "This looks like". */
  readonly label: string;
  /** The name that is proposed for it. */
  readonly name: string;
  /** The credential is the first group, or else the whole match. Has the flag `g`. */
  readonly pattern: RegExp;
}

const format = (label: string, name: string, pattern: RegExp): KeyFormat => ({ label, name, pattern });

/** Credentials that their beginning gives away; the first that fits names the find. */
export const KEY_FORMATS: readonly KeyFormat[] = [
  format(
    'a private key',
    'PRIVATE_KEY',
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{16,}?-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g,
  ),
  format('an Anthropic key', 'ANTHROPIC_API_KEY', /\bsk-ant-[A-Za-z0-9_-]{20,}/g),
  format('an OpenRouter key', 'OPENROUTER_API_KEY', /\bsk-or-v1-[a-f0-9]{32,}/g),
  format('an OpenAI key', 'OPENAI_API_KEY', /\bsk-(?=[A-Za-z0-9_-]*\d)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g),
  format('a Stripe key', 'STRIPE_SECRET', /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g),
  format('a Stripe webhook secret', 'STRIPE_WEBHOOK_SECRET', /\bwhsec_[A-Za-z0-9+/]{24,}/g),
  format('a GitHub token', 'GITHUB_TOKEN', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g),
  format('a GitLab token', 'GITLAB_TOKEN', /\bgl(?:pat|dt|ptt|rt)-[A-Za-z0-9_-]{20,}/g),
  format('a Slack token', 'SLACK_TOKEN', /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{15,}/g),
  format(
    'a Slack webhook',
    'SLACK_WEBHOOK_URL',
    /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,}/g,
  ),
  format('a Discord webhook', 'DISCORD_WEBHOOK_URL', /https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{40,}/g),
  format('an AWS access key', 'AWS_ACCESS_KEY_ID', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g),
  format('a Google API key', 'GOOGLE_API_KEY', /\bAIza[\w-]{35}/g),
  format('a Google OAuth secret', 'GOOGLE_CLIENT_SECRET', /\bGOCSPX-[\w-]{24,}/g),
  format('a Google access token', 'GOOGLE_ACCESS_TOKEN', /\bya29\.[\w-]{20,}/g),
  format('a Hugging Face token', 'HF_TOKEN', /\bhf_[A-Za-z]{30,}/g),
  format('an npm token', 'NPM_TOKEN', /\bnpm_[A-Za-z0-9]{36}/g),
  format('a PyPI token', 'PYPI_TOKEN', /\bpypi-AgE[\w-]{50,}/g),
  format('a SendGrid key', 'SENDGRID_API_KEY', /\bSG\.[\w-]{16,}\.[\w-]{16,}/g),
  format('a Twilio key', 'TWILIO_API_KEY', /\bSK[a-f0-9]{32}\b/g),
  format('a Mailgun key', 'MAILGUN_API_KEY', /\bkey-[a-f0-9]{32}\b/g),
  format('a Mailchimp key', 'MAILCHIMP_API_KEY', /\b[a-f0-9]{32}-us\d{1,2}\b/g),
  format('a DigitalOcean token', 'DIGITALOCEAN_TOKEN', /\bdo[opr]_v1_[a-f0-9]{64}/g),
  format('a Shopify token', 'SHOPIFY_TOKEN', /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g),
  format('a Square token', 'SQUARE_TOKEN', /\b(?:sq0(?:atp|csp)-[\w-]{22,}|EAAA[\w-]{50,})/g),
  format('a Linear key', 'LINEAR_API_KEY', /\blin_api_[A-Za-z0-9]{32,}/g),
  format('a Notion token', 'NOTION_TOKEN', /\bntn_[A-Za-z0-9]{40,}/g),
  format('a Vault token', 'VAULT_TOKEN', /\bhvs\.[\w-]{24,}/g),
  format('a Databricks token', 'DATABRICKS_TOKEN', /\bdapi[a-f0-9]{32}/g),
  format('a Groq key', 'GROQ_API_KEY', /\bgsk_[A-Za-z0-9]{40,}/g),
  format('an xAI key', 'XAI_API_KEY', /\bxai-[A-Za-z0-9]{40,}/g),
  format('a Replicate token', 'REPLICATE_API_TOKEN', /\br8_[A-Za-z0-9]{30,}/g),
  format('a Perplexity key', 'PERPLEXITY_API_KEY', /\bpplx-[A-Za-z0-9]{40,}/g),
  format('a Telegram bot token', 'TELEGRAM_BOT_TOKEN', /\b\d{8,10}:AA[\w-]{33}/g),
  format('an age key', 'AGE_SECRET_KEY', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/g),
  format('a Cloakroom API key', 'SERVICE_API_KEY', /\bclk_[A-Za-z0-9_-]{20,}/g),
  format('a signed token (JWT)', 'SERVICE_BEARER_TOKEN', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g),
  format(
    'a database address with a password',
    'DATABASE_URL',
    /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql):\/\/[^\s:/@]*:(?!(?:password|pass|secret|\*+|<|\$|\{))[^\s:/@<>{}$]{3,}@[^\s"'`<>]+/gi,
  ),
  format(
    'an address with a password',
    'SERVICE_URL',
    /\bhttps?:\/\/[^\s:/@]+:(?!(?:password|pass|secret|\*+|<|\$|\{))[^\s:/@<>{}$]{6,}@[^\s"'`<>]+/gi,
  ),
];
