-- Begins a new epoch, unless the present one is young, and tells every node that is subscribed.
--
-- KEYS  1 the log   2 its head
-- ARGV  1 pub/sub channel   2 what to say there   3 epoch and 4 tag to begin with   5 how long the head is kept (ms)
--       6 an epoch begun less than this ago stays (ms)
-- Reply: epoch, offset, tag of the head then in force

local log, head = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local at = redis.call('HMGET', head, 'e', 's', 't', 'b')
if at[1] and tonumber(at[2]) and at[3] and at[4] and now - tonumber(at[4]) < tonumber(ARGV[6]) then
  redis.call('PEXPIRE', head, ARGV[5])
  return {at[1], at[2], at[3]}
end
-- Fails when somebody else's key has this name: it is not ours to delete.
redis.call('LLEN', log)
redis.call('DEL', log, head)
redis.call('HSET', head, 'e', ARGV[3], 's', '0', 't', ARGV[4], 'b', string.format('%015.0f', now))
redis.call('PEXPIRE', head, ARGV[5])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return {ARGV[3], '0', ARGV[4]}
