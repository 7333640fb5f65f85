-- Notes in a channel's index that a lock may be held there, before it is. An entry proves nothing: whoever reads it asks the
-- lock itself, and mends the entry.
--
-- KEYS[1]     the index: zset, name of the lock -> a time in ms before which the lock does not end unless it is released
-- ARGV[1..3]  name, "in" or "at", ms from now or the time in ms
-- reply       time

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local before = redis.pcall('ZSCORE', KEYS[1], ARGV[1])
if type(before) == 'table' then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. before.err)
end
local ends = tonumber(ARGV[3]) + (ARGV[2] == 'in' and now or 0)
if before and tonumber(before) == ends then
  -- Whoever is about to mend what was read before has to see that this is not the same entry any more.
  ends = ends - 1
end
redis.call('ZADD', KEYS[1], string.format('%.0f', ends), ARGV[1])
-- Much longer than the locks, and as long as their own keys: whoever sweeps late, or when the clock has leapt ahead, has to find
-- what to tell the end of.
local left = math.max(ends - now + 86400000, redis.call('PTTL', KEYS[1]))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', left))
return {micros}
