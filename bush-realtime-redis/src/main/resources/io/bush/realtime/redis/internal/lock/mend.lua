-- Mends entries of a channel's index, each only if it is still what was read.
--
-- KEYS[1]  the index, as in hint.lua
-- ARGV     name, ms as it was read, ms as it is or empty for none, and so on
-- reply    time, how many were mended

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]

local mended = 0
for i = 1, #ARGV, 3 do
  local score = redis.pcall('ZSCORE', KEYS[1], ARGV[i])
  if type(score) == 'table' then
    return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. score.err)
  end
  if score and tonumber(score) == tonumber(ARGV[i + 1]) then
    if ARGV[i + 2] == '' then
      redis.call('ZREM', KEYS[1], ARGV[i])
    else
      redis.call('ZADD', KEYS[1], ARGV[i + 2], ARGV[i])
    end
    mended = mended + 1
  end
end
return {micros, mended}
