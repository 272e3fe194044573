import { MongoClient } from 'mongodb';
import { readStackAddress } from './stack-address.js';

/** Leaves the run of a conversation, named by its page's address, as a worker does that gave it up. */
export async function failLastRun(url: string): Promise<void> {
  const client = await MongoClient.connect(readStackAddress().mongoUri);
  try {
    const conversationId = new URL(url).pathname.split('/').at(-1) ?? '';
    const error = { code: 'model-failed', message: 'The model did not answer.' };
    const runs = client.db().collection('runs');
    const { modifiedCount } = await runs.updateOne({ conversationId }, { $set: { status: 'failed', error } });
    if (modifiedCount !== 1) throw new Error('There was no run to be given up.');
  } finally {
    await client.close();
  }
}
