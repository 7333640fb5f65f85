-- Returns a channel's newest position and keeps it remembered.
--
-- KEYS  1 the log   2 its head
-- ARGV  1 epoch and 2 tag to begin with when there is no head   3 how long the head is kept (ms)
--       4 a head that has less than this to live is kept anew (ms)
-- Reply: epoch, offset, tag

local log, head = KEYS[1], KEYS[2]
local at = redis.call('HMGET', head, 'e', 's', 't')
if not (at[1] and tonumber(at[2]) and at[3]) then
  local clock = redis.call('TIME')
  -- Fails when somebody else's key has this name: it is not ours to delete.
  redis.call('LLEN', log)
  redis.call('DEL', log, head)
  redis.call('HSET', head, 'e', ARGV[1], 's', '0', 't', ARGV[2],
      'b', string.format('%015.0f', clock[1] * 1000 + math.floor(clock[2] / 1000)))
  redis.call('PEXPIRE', head, ARGV[3])
  return {ARGV[1], '0', ARGV[2]}
end
if redis.call('PTTL', head) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', head, ARGV[3])
end
return at
