-- Leases are given back.
--
-- KEYS[1]  the user's leases, as in take.lua
-- ARGV     node:connection
-- reply    time, how many there were

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]

local given = redis.pcall('ZREM', KEYS[1], unpack(ARGV))
if type(given) == 'table' then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. given.err)
end
return {micros, given}
