import { EgressError } from '@cloakroom/sandbox';
import { z } from 'zod';
import { formatBytes, type EgressLimits } from './egress-limits.js';

const CODED = z.object({ code: z.string() });

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const parsed = CODED.safeParse(error);
  return parsed.success ? parsed.data.code : '';
}

/** What a failed TCP connection is to the person whose code it was. */
export function connectError(error: unknown, hostname: string): EgressError {
  switch (codeOf(error)) {
    case 'ETIMEDOUT':
      return new EgressError('CONNECT_TIMEOUT', `"${hostname}" did not accept a connection in time. Try again later.`);
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
      return new EgressError(
        'CONNECT_REFUSED',
        `"${hostname}" cannot be reached from this server. Check that the server has a connection to the internet.`,
      );
    case 'ECONNRESET':
      return new EgressError('RESET', `"${hostname}" closed the connection before it was made.`);
    default:
      return new EgressError(
        'CONNECT_REFUSED',
        `"${hostname}" refused the connection. Check the host name and port, and that the service is up.`,
      );
  }
}

const CERTIFICATE_FAULTS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate chain ends in a self-signed certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate was issued by nobody this server trusts'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its certificate was issued by nobody this server trusts'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate was issued by nobody this server trusts'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host name'],
  ['CERT_REVOKED', 'its certificate was revoked'],
]);

/** What a failed TLS handshake is to the person whose code it was. */
export function tlsError(error: unknown, hostname: string): EgressError {
  const fault = CERTIFICATE_FAULTS.get(codeOf(error));
  return new EgressError(
    'TLS',
    fault === undefined
      ? `No secure connection to "${hostname}" could be made: it does not speak TLS on this port, or not a version in use today.`
      : `No secure connection to "${hostname}" could be made: ${fault}. Certificates are always checked.`,
  );
}

/** What undici's errors of a request under way are to the person whose code it was. */
export function exchangeError(error: unknown, hostname: string, limits: EgressLimits): EgressError {
  if (error instanceof EgressError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return new EgressError(
      'LIMIT',
      `"${hostname}" sent more than ${formatBytes(limits.maxResponseHeaderBytes)} of headers. The response was dropped.`,
    );
  }
  if (code.startsWith('HPE_') || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return new EgressError('RESET', `"${hostname}" sent a response that is not valid HTTP.`);
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return new EgressError('BAD_REQUEST', `The request to "${hostname}" is not one that HTTP can carry.`);
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED' || code === 'UND_ERR_ABORTED') {
    return new EgressError('ABORTED', `The request to "${hostname}" was stopped before it was finished.`);
  }
  return new EgressError('RESET', `"${hostname}" closed the connection before the response was complete.`);
}
