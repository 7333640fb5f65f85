-- Numbers, chains, stores, trims and announces events of one channel: one step for everybody.
--
-- KEYS  1 the log, newest first   2 its head: e epoch, s offset, t tag, b begun at   3… idempotency keys
-- ARGV  1 pub/sub channel   2 epoch and 3 tag to begin with when there is no head
--       4 most events kept   5 how long they are kept   6 how long the head is   7 how long idempotency keys are (all ms)
--       8… for each event: tag, which of KEYS is its idempotency key (0 for none), content
-- Reply for each event: n (new) or r (repeated), then its place: epoch, offset in 15 digits, tag
--
-- First everything is read, then written, then published: Redis refuses a script at its first write or not at all, so an
-- event that cannot be stored is not announced. %.0f, because %d ends at 31 bits on some builds.

local log, head, channel = KEYS[1], KEYS[2], ARGV[1]

local clock = redis.call('TIME')
local now = string.format('%015.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
local earlier = {}
for i = 3, #KEYS do
  earlier[i] = redis.call('GET', KEYS[i])
end
local at = redis.call('HMGET', head, 'e', 's', 't')
local epoch, offset, tag = at[1], tonumber(at[2]), at[3]
local anew = not (epoch and offset and tag)
if anew then
  epoch, offset, tag = ARGV[2], 0, ARGV[3]
end

local replies, entries, remembered = {}, {}, {}
for i = 8, #ARGV, 3 do
  local key = tonumber(ARGV[i + 1])
  local before = earlier[key]
  if before then
    replies[#replies + 1] = 'r' .. before
  else
    offset = offset + 1
    local place = epoch .. string.format('%015.0f', offset) .. ARGV[i]
    entries[#entries + 1] = 'e1' .. place .. tag .. now .. ARGV[i + 2]
    tag = ARGV[i]
    replies[#replies + 1] = 'n' .. place
    if key > 0 then
      earlier[key] = place
      remembered[#remembered + 1] = key
    end
  end
end

if #entries == 0 then
  -- A repetition is a use, but begins nothing.
  redis.call('PEXPIRE', head, ARGV[6])
  return replies
end

if anew then
  -- What a lost head leaves behind belongs to an epoch that is over.
  -- Fails when somebody else's key has this name: it is not ours to delete.
  redis.call('LLEN', log)
  redis.call('DEL', log, head)
end
local length = redis.call('LPUSH', log, unpack(entries))
if length > tonumber(ARGV[4]) then
  redis.call('LTRIM', log, 0, tonumber(ARGV[4]) - 1)
end
redis.call('PEXPIRE', log, ARGV[5])
redis.call('HSET', head, 'e', epoch, 's', string.format('%.0f', offset), 't', tag)
if anew then
  redis.call('HSET', head, 'b', now)
end
redis.call('PEXPIRE', head, ARGV[6])
for _, key in ipairs(remembered) do
  redis.call('SET', KEYS[key], earlier[key], 'PX', ARGV[7])
end
for _, entry in ipairs(entries) do
  redis.call('PUBLISH', channel, entry)
end
return replies
