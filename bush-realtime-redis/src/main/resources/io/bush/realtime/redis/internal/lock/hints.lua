-- Reads a channel's index, those first that may end first.
--
-- KEYS[1]  the index, as in hint.lua
-- ARGV[1]  most entries
-- reply    time, name, ms, name, ms …

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]

local list = redis.pcall('ZRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES')
if list.err then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. list.err)
end
return {micros, unpack(list)}
