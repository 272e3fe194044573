import { MAX_FILE_BYTES } from '@cloakroom/contracts';
import { AppError } from '@cloakroom/platform';
import { announcedBytes, claimedMediaType, isUpload, withinLimit } from './upload-request.js';

describe('an upload', () => {
  it.each([
    [{ 'content-type': 'Text/CSV; charset=utf-8' }, 'text/csv'],
    [{ 'content-type': 'application/json' }, 'application/json'],
    [{}, 'application/octet-stream'],
    [{ 'content-type': 'image/png', 'content-encoding': 'identity' }, 'image/png'],
  ])('with %j is of the type %s', (headers, type) => {
    expect(claimedMediaType(headers)).toBe(type);
  });

  it.each([
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'no type' }],
    [{ 'content-type': '' }],
    [{ 'content-type': 'text/<script>' }],
    [{ 'content-type': 'text/plain', 'content-encoding': 'gzip' }],
  ])('with %j is refused', (headers) => {
    expect(() => claimedMediaType(headers)).toThrow(AppError);
  });

  it('takes as much room as it announces, or all it may have', () => {
    expect([announcedBytes({ 'content-length': '17' }), announcedBytes({})]).toEqual([17, MAX_FILE_BYTES]);
    const tooLong = { 'content-length': String(MAX_FILE_BYTES + 1) };
    expect(() => announcedBytes(tooLong)).toThrow('larger than 10 MB');
  });

  it('ends when more comes than a file may have', async () => {
    const piece = new Uint8Array(1_048_576);
    let taken = 0;
    async function* body() {
      for (; taken < 1_000; taken++) yield await Promise.resolve(piece);
    }
    const read = async () => {
      let bytes = 0;
      for await (const part of withinLimit(body())) bytes += part.length;
      return bytes;
    };
    await expect(read()).rejects.toMatchObject({ code: 'file-too-large', httpStatus: 413 });
    expect(taken).toBeLessThanOrEqual(11);
  });

  it.each([
    ['POST', '/api/v1/files', true],
    ['POST', '/API/v1/Files/', true],
    ['GET', '/api/v1/files', false],
    ['POST', '/api/v1/files/x', false],
    ['POST', '/api/v1/runs', false],
  ])('is %s %s: %s', (method, path, expected) => {
    expect(isUpload({ method, path })).toBe(expected);
  });
});
