import { createHash } from 'node:crypto';

/** A script that Redis is asked for by its hash, and given as a whole when it does not know it. */
export interface RedisScript {
  readonly text: string;
  readonly hash: string;
}

const script = (text: string): RedisScript => ({ text, hash: createHash('sha1').update(text).digest('hex') });

/**
 * Scripts of a run's log. KEYS: stream, state hash. Redis runs each as a whole, so the fence and the sequence are
 * judged together with the write they guard.
 */

/** Places between the beginnings of two attempts' own logs: more than an attempt could ever write. */
const PLACES_OF_AN_ATTEMPT = 1_000_000_000;

/**
 * ARGV: fence, least last seq, TTL in ms. Answers the last seq, or -1 when the fence is not newer than the stored one.
 *
 * Redis may have lost the log (emptied, failed over) or its tail (killed before it wrote) since an earlier attempt, and
 * pages may hold what was lost. So a log without its state, or one that another life of this Redis wrote, is begun anew,
 * above every number that an earlier attempt can have given.
 */
export const OPEN_SCRIPT = script(`
local state = redis.call('HMGET', KEYS[2], 'fence', 'seq', 'life')
local attempt = tonumber(ARGV[1])
if attempt < tonumber(state[1] or '-1') then return -1 end
local life = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
local seq = tonumber(state[2] or '0')
local isLost = not state[1] or (state[3] and state[3] ~= life)
if isLost and attempt > 1 then
  redis.call('DEL', KEYS[1])
  seq = math.max(seq, attempt * ${PLACES_OF_AN_ATTEMPT})
end
seq = math.max(seq, tonumber(ARGV[2]))
redis.call('HSET', KEYS[2], 'fence', ARGV[1], 'seq', string.format('%.0f', seq), 'life', life)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return seq`);

/**
 * ARGV: fence, TTL in ms, channel, run id, seq of the first entry, payloads…. Answers the last seq, -1 for an old (or
 * no) fence, -2 for a hole. Entries that stand there already are passed over: a client that lost the answer sends again.
 */
export const APPEND_SCRIPT = script(`
local fence = redis.call('HGET', KEYS[2], 'fence')
if not fence or tonumber(ARGV[1]) ~= tonumber(fence) then return -1 end
local last = tonumber(redis.call('HGET', KEYS[2], 'seq'))
local seq = tonumber(ARGV[5])
if seq > last + 1 then return -2 end
for i = 6, #ARGV do
  if seq == last + 1 then
    redis.call('XADD', KEYS[1], string.format('%.0f-0', seq), 'p', ARGV[i])
    last = seq
  end
  seq = seq + 1
end
redis.call('HSET', KEYS[2], 'seq', string.format('%.0f', last))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4] .. ' ' .. string.format('%.0f', last))
return last`);
