import { z } from 'zod';

/** A UUID in its 36-character lower-case text form; the form of every id that crosses a wire. */
export const uuidSchema = z.uuid().toLowerCase();

/** A point in time as ISO 8601 text in UTC. */
export const timestampSchema = z.iso.datetime();
