-- Does once, with keys of nobody, what the scripts do that will be needed, and says what this user may not do. Whoever lacks a right
-- would learn of it otherwise when the first user needs it.
--
-- KEYS     a name of a key, and the same in braces with something behind it: both kinds of names are used
-- ARGV[1]  "publish": what adds to the log; "node": what every other script does but those of streams; "node and streams"
-- ARGV[2]  a pub/sub channel that nobody listens to
-- Reply    what is refused, each with what Redis says; an error if a command failed for another reason. The error is returned,
--          not raised: Redis 6.2 cannot raise one that is a table, and would hide what it says

local plain, beside = KEYS[1], KEYS[2]

local refused, failed = {}, nil
local function may(...)
  if failed then
    return
  end
  local reply = redis.pcall(...)
  local said = type(reply) == 'table' and reply.err
  if not said then
    return
  end
  for _, word in ipairs({'permission', "can't", 'NOPERM', 'ACL failure'}) do
    if string.find(said, word, 1, true) then
      refused[#refused + 1] = (...) .. ': ' .. said
      return
    end
  end
  failed = said
end

local node, streams = ARGV[1] ~= 'publish', ARGV[1] == 'node and streams'

may('TIME')
may('SET', plain, '1', 'PX', 10000)
may('SETRANGE', plain, 0, '2')
may('GET', plain)
may('PEXPIRE', plain, 10000)
if node then
  may('STRLEN', plain)
  may('EXISTS', plain)
  may('PTTL', plain)
end
may('DEL', plain)

if node then
  may('HSET', beside, 'field', '1')
  may('HGET', beside, 'field')
  may('HMGET', beside, 'field')
  may('HGETALL', beside)
  may('HLEN', beside)
  may('HDEL', beside, 'field')
end

may('LPUSH', beside, '1')
may('LLEN', beside)
if node then
  may('LRANGE', beside, 0, 0)
end
may('LTRIM', beside, 1, 0)

if node then
  may('ZADD', beside, 1, 'member')
  may('ZCARD', beside)
  may('ZSCORE', beside, 'member')
  may('ZRANGE', beside, 0, 0)
  may('ZREVRANGE', beside, 0, 0)
  may('ZRANGEBYSCORE', beside, 0, 1)
  may('ZPOPMIN', beside)
  may('ZREM', beside, 'member')
  may('ZREMRANGEBYSCORE', beside, 0, 1)
end

if streams then
  may('XADD', beside, '*', 'field', '1')
  may('XRANGE', beside, '-', '+', 'COUNT', 1)
  may('XDEL', beside, '1-1')
end
may('DEL', beside)
may('PUBLISH', ARGV[2], '')
if failed then
  return {err = failed}
end
return refused
