-- A user's leases.
--
-- KEYS[1]  the user's leases, as in take.lua
-- reply    time, and the node of each that has not ended

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local alive = redis.pcall('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')
if alive.err then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. alive.err)
end
local reply = {micros}
for i, member in ipairs(alive) do
  reply[i + 1] = string.match(member, '^([^:]*)')
end
return reply
