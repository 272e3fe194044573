/**
 * Scripts of a run's log. KEYS: stream, state hash. Redis runs each as a whole, so the fence and the sequence are
 * judged together with the write they guard.
 */

/** ARGV: fence, least last seq, TTL in ms. Answers the last seq, or -1 when the fence is not newer than the stored one. */
export const OPEN_SCRIPT = `
local fence = tonumber(redis.call('HGET', KEYS[2], 'fence') or '-1')
if tonumber(ARGV[1]) < fence then return -1 end
local seq = tonumber(redis.call('HGET', KEYS[2], 'seq') or '0')
if tonumber(ARGV[2]) > seq then seq = tonumber(ARGV[2]) end
redis.call('HSET', KEYS[2], 'fence', ARGV[1], 'seq', seq)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return seq`;

/**
 * ARGV: fence, TTL in ms, channel, run id, seq of the first entry, payloads…. Answers the last seq, -1 for an old (or
 * no) fence, -2 for a hole. Entries that stand there already are passed over: a client that lost the answer sends again.
 */
export const APPEND_SCRIPT = `
local fence = redis.call('HGET', KEYS[2], 'fence')
if not fence or tonumber(ARGV[1]) ~= tonumber(fence) then return -1 end
local last = tonumber(redis.call('HGET', KEYS[2], 'seq'))
local seq = tonumber(ARGV[5])
if seq > last + 1 then return -2 end
for i = 6, #ARGV do
  if seq == last + 1 then
    redis.call('XADD', KEYS[1], seq .. '-0', 'p', ARGV[i])
    last = seq
  end
  seq = seq + 1
end
redis.call('HSET', KEYS[2], 'seq', last)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4] .. ' ' .. last)
return last`;
