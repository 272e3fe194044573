import { despiteLostConnection, isLostConnection } from './lost-connection.js';

function socketError(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

function driverError(name: string): Error {
  const error = new Error('connection 3 to 127.0.0.1:27017 closed');
  error.name = name;
  return error;
}

/** Throws the errors one after the other, then answers with how often it was called. */
function failing(...errors: readonly Error[]): () => Promise<number> {
  let calls = 0;
  return () => {
    const error = errors[calls];
    calls += 1;
    return error === undefined ? Promise.resolve(calls) : Promise.reject(error);
  };
}

describe('a connection that breaks under an operation', () => {
  it('is known by the errors of the driver and by those of the socket', () => {
    const lost = [driverError('MongoNetworkError'), driverError('MongoNetworkTimeoutError'), socketError('ECONNRESET')];
    expect(lost.map(isLostConnection)).toEqual([true, true, true]);
    const other = [driverError('MongoServerError'), new Error('ECONNRESET'), { code: 'ECONNRESET' }, null];
    expect(other.map(isLostConnection)).toEqual([false, false, false, false]);
  });

  it('is passed over as long as it comes back', async () => {
    await expect(
      despiteLostConnection(failing(socketError('ECONNRESET'), driverError('MongoNetworkError'))),
    ).resolves.toBe(3);
  });

  it('is no reason to repeat what failed for another', async () => {
    const refused = driverError('MongoServerError');
    const work = failing(refused);
    await expect(despiteLostConnection(work)).rejects.toBe(refused);
    await expect(work()).resolves.toBe(2);
  });

  it('is told when it stays', async () => {
    const last = socketError('EPIPE');
    const before = Array.from({ length: 4 }, () => socketError('ECONNRESET'));
    await expect(despiteLostConnection(failing(...before, last))).rejects.toBe(last);
  });
});
