import { MongoClient } from 'mongodb';
import { readStackAddress } from './stack-address.js';

/** Says whether an account administers: the first account of the stack does, and which test that belongs to is chance. */
export async function giveRole(email: string, role: 'admin' | 'user'): Promise<void> {
  const client = await MongoClient.connect(readStackAddress().mongoUri);
  try {
    const { matchedCount } = await client.db().collection('user').updateOne({ email }, { $set: { role } });
    if (matchedCount !== 1) throw new Error(`There is no account of ${email}.`);
  } finally {
    await client.close();
  }
}
