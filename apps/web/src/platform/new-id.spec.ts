import { uuidSchema } from '@cloakroom/contracts';
import { newId } from './new-id.js';

describe('newId', () => {
  it('makes random UUIDs of version 4', () => {
    const ids = Array.from({ length: 200 }, newId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(uuidSchema.parse(id)).toMatch(/^.{14}4.{4}[89ab]/);
  });
});
