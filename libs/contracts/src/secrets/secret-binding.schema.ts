import { z } from 'zod';

/** How a program gets a secret: the value itself, or a placeholder that the broker replaces for bound hosts only. */
export const secretModeSchema = z.enum(['exposed', 'sealed']);

/** Where in a request a value may stand. */
export const secretPlaceSchema = z.enum(['anywhere', 'header', 'query', 'path', 'body']);

/** Most hosts that one secret may be bound to. */
export const SECRET_BINDINGS_MAX = 20;

const HOST_RULE = 'Enter a host such as api.example.com or *.example.com, without https:// and without a path.';

/** A host name, exact or with `*.` in front (then any name below it, at any depth), and a port when it is not 443. */
export const secretHostSchema = z
  .string()
  .trim()
  .min(1, HOST_RULE)
  .max(260, HOST_RULE)
  .transform((text, context) => {
    const host = normaliseHost(text);
    if (host !== null) return host;
    context.addIssue({ code: 'custom', message: HOST_RULE });
    return z.NEVER;
  });

/** The host in the spelling of a parsed URL, or `null` when it is none. A wildcard needs two labels behind it. */
function normaliseHost(text: string): string | null {
  const wildcard = text.startsWith('*.');
  const name = wildcard ? text.slice(2) : text;
  if (!/^[^\s/\\?#@*[\]:]+(:\d{1,5})?$/u.test(name) || !URL.canParse(`https://${name}`)) return null;
  const { host, hostname } = new URL(`https://${name}`);
  const labels = hostname.replace(/\.$/, '').split('.');
  if (labels.some((label) => label === '') || (wildcard && labels.length < 2)) return null;
  const plain = host.replace(/\.(?=:|$)/, '');
  return wildcard ? `*.${plain}` : plain;
}

/** One place that a sealed secret may go to, over HTTPS. */
export const secretBindingSchema = z
  .strictObject({
    host: secretHostSchema,
    /** The beginning of the path, in whole segments: `/v2` is for `/v2` and `/v2/users`, not for `/v20`. */
    pathPrefix: z
      .string()
      .max(200)
      .regex(/^\/[^\s?#]*$/, 'A path begins with / and has no ? or #.')
      .nullable()
      .default(null),
    place: secretPlaceSchema.default('anywhere'),
    /** With place `header`: this one alone, in lower case. */
    headerName: z
      .string()
      .toLowerCase()
      .regex(/^[!#$%&'*+\-.^_`|~0-9a-z]{1,100}$/, 'This is not the name of a header.')
      .nullable()
      .default(null),
  })
  .refine(({ place, headerName }) => headerName === null || place === 'header', {
    error: 'A header name goes with the place `header` only.',
    path: ['headerName'],
  });

/** See {@link secretBindingSchema}. */
export const secretBindingsSchema = z
  .array(secretBindingSchema)
  .max(SECRET_BINDINGS_MAX, `At most ${SECRET_BINDINGS_MAX} hosts can be named.`);

/** See {@link secretModeSchema}. */
export type SecretMode = z.infer<typeof secretModeSchema>;
/** See {@link secretPlaceSchema}, without `anywhere`. */
export type SecretPlace = Exclude<z.infer<typeof secretPlaceSchema>, 'anywhere'>;
/** See {@link secretBindingSchema}. */
export type SecretHostBinding = z.infer<typeof secretBindingSchema>;
