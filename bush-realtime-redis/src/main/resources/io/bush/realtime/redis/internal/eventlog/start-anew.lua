-- Begins a new epoch, unless the present one is young, and tells every node that is subscribed.
--
-- KEYS  1 the log   2 its head, see append.lua
-- ARGV  1 pub/sub channel   2 what to say there   3 the place to begin at   4 how long the head is kept (ms)
--       5 an epoch begun less than this ago stays (ms); one that was begun later than now does not: the clock has gone back
--         since, so that nobody knows how old it is
-- Reply: the place in the head then in force

local log, head = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local at = redis.call('GET', head)
local age = at and #at == 70 and now - tonumber(string.sub(at, 56))
if age and age >= 0 and age < tonumber(ARGV[5]) then
  redis.call('PEXPIRE', head, ARGV[4])
  return {string.sub(at, 11, 55)}
end
-- Fails when somebody else's key has this name: it is not ours to delete.
redis.call('LLEN', log)
redis.call('DEL', log, head)
redis.call('SET', head, '0000000000' .. ARGV[3] .. string.format('%015.0f', now), 'PX', ARGV[4])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return {ARGV[3]}
