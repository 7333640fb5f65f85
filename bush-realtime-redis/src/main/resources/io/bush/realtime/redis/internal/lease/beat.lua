-- A node says that it is there, comes to its end, or only looks who else is.
--
-- KEYS[1]     the nodes: zset, node -> when it was heard last, ms
-- ARGV[1..2]  "here", "gone" or "look", node
-- reply       time, and the nodes with how many ms ago each was heard

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local size = redis.pcall('ZCARD', KEYS[1])
if type(size) == 'table' then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. size.err)
end
if ARGV[1] == 'here' then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[2])
  -- Nothing of theirs is left by then.
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - 120000))
  redis.call('PEXPIRE', KEYS[1], 120000)
elseif ARGV[1] == 'gone' then
  redis.call('ZREM', KEYS[1], ARGV[2])
end
local nodes = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local reply = {micros}
for i = 1, #nodes, 2 do
  reply[#reply + 1] = nodes[i]
  reply[#reply + 1] = now - nodes[i + 1]
end
return reply
