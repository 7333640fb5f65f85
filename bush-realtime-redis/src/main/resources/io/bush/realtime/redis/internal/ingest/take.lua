-- Takes or keeps a stream for one consumer, and returns what waits in it. Nothing is returned to anybody else, so that the
-- entries of a stream are published in their order.
--
-- KEYS  1 the stream   2 who consumes it
-- ARGV  1 this consumer   2 how long it has the stream from now (ms)   3 most entries wanted
-- Reply: who has the stream, then entries, oldest first: {id, {field, value, …}}

local stream, lease = KEYS[1], KEYS[2]
local holder = redis.call('GET', lease)
if holder and holder ~= ARGV[1] then
  return {holder}
end
local entries = redis.call('XRANGE', stream, '-', '+', 'COUNT', ARGV[3])
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
local reply = {ARGV[1]}
for _, entry in ipairs(entries) do
  reply[#reply + 1] = entry
end
return reply
