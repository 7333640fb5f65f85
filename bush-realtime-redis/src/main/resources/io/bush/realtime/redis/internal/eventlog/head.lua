-- Returns a channel's newest position and keeps it remembered.
--
-- KEYS  1 the log   2 its head, see append.lua
-- ARGV  1 the place to begin at when there is no head   2 how long the head is kept (ms)
--       3 a head that has less than this to live is kept anew (ms)
-- Reply: the place of the newest event

local log, head = KEYS[1], KEYS[2]
local at = redis.call('GET', head)
if not at or #at ~= 70 then
  local clock = redis.call('TIME')
  local now = string.format('%015.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
  -- Fails when somebody else's key has this name: it is not ours to delete.
  redis.call('LLEN', log)
  redis.call('DEL', log, head)
  redis.call('SET', head, '0000000000' .. ARGV[1] .. now, 'PX', ARGV[2])
  return {ARGV[1]}
end
if redis.call('PTTL', head) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', head, ARGV[2])
end
return {string.sub(at, 11, 55)}
