-- Leases begin anew, whether Redis still knows them or not.
--
-- KEYS[1]    the user's leases, as in take.lua
-- ARGV[1]    ms
-- ARGV[2..]  node:connection
-- reply      time

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local size = redis.pcall('ZCARD', KEYS[1])
if type(size) == 'table' then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. size.err)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[1]), ARGV[i])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {micros}
