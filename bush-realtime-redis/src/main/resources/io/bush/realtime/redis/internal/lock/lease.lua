-- The beginning of every script on one lock. What follows this part does one operation and ends with finish().
--
-- KEYS[1]  who holds it: string, {"token", "user"}. For any reader; it ends with the lock
-- KEYS[2]  the lease: hash. The truth. "token" is the last one given, kept for a day after the lock; while somebody holds it
--          also "user", "connection", "who" (JSON), "channel", "bus", "ends" (ms) and "stamp", by which the user's own
--          list knows it
-- ARGV[1]  the lock's name
--
-- Every reply begins with the time by which it was made, in microseconds.

local SEEN, LEASE = KEYS[1], KEYS[2]
local NAME = ARGV[1]

local DAY = 86400000
local LARGEST = 9007199254740991
local RELEASED, EXPIRED = 0, 1

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

-- ---- what is there: all is read before anything is written, so that nothing is done by half ----

local function wrong(key, reply)
  return type(reply) == 'table' and reply.err and redis.error_reply('WRONGTYPE in ' .. key .. ': ' .. reply.err)
end

local seen = redis.pcall('STRLEN', SEEN)
local fields = redis.pcall('HMGET', LEASE, 'token', 'user', 'connection', 'who', 'channel', 'bus', 'ends', 'stamp')
local wrong_type = wrong(SEEN, seen) or wrong(LEASE, fields)
if wrong_type then
  return wrong_type
end

-- A number that was written as text, nil for anything else: %d and .. do not write large numbers in full.
local function whole(text)
  local number = tonumber(text)
  if number and number >= 0 and number <= LARGEST and number == math.floor(number) then
    return number
  end
  return nil
end

local function written(number)
  return string.format('%.0f', number)
end

local last = whole(fields[1]) or 0
-- Who holds it, until it is found to be over; nil for nobody, and for what is not ours.
local held = {
  token = last, user = fields[2], connection = fields[3], who = fields[4], channel = fields[5], bus = fields[6],
  ends = whole(fields[7]), stamp = whole(fields[8]) or 0
}
if last == 0 or not (held.user and held.connection and held.who and held.channel and held.bus and held.ends)
    or held.ends > now + DAY then
  held = nil
end

local news = {}

-- ---- changes ----

-- kind token ends how, then how long each part is, then the parts; -1 for one that is not there.
local function tell(kind, lease, how, displaced, cause)
  local parts = {
    NAME, lease.connection, lease.who, displaced and displaced.connection or false, displaced and displaced.who or false,
    cause or false
  }
  local lengths, text = {}, {}
  for i, part in ipairs(parts) do
    lengths[i] = part and #part or -1
    text[i] = part or ''
  end
  local line = string.format('%s %.0f %.0f %d ', kind, lease.token, lease.ends, how)
  news[#news + 1] = {lease.bus, line .. table.concat(lengths, ' ') .. '\n' .. table.concat(text)}
end

-- Frees the lock. The token stays.
local function free(how, cause)
  redis.call('DEL', SEEN)
  redis.call('HDEL', LEASE, 'user', 'connection', 'who', 'channel', 'bus', 'ends', 'stamp')
  redis.call('PEXPIRE', LEASE, DAY)
  tell('U', held, how, nil, cause)
  held = nil
end

local function free_if_over()
  if held and held.ends <= now then
    free(EXPIRED, nil)
  end
end

-- Gives the lock, or goes on with it. Without a token a new one.
local function grant(lease, ttl, displaced)
  lease.token = lease.token or math.max(micros, last + 1)
  lease.ends = now + ttl
  held = lease
  redis.call('HSET', LEASE, 'token', written(lease.token), 'user', lease.user, 'connection', lease.connection,
      'who', lease.who, 'channel', lease.channel, 'bus', lease.bus, 'ends', written(lease.ends),
      'stamp', written(lease.stamp))
  redis.call('PEXPIRE', LEASE, written(DAY + ttl))
  redis.call('SET', SEEN, '{"token":' .. written(lease.token) .. ',"user":' .. lease.who .. '}', 'PX', written(ttl))
  tell('L', lease, RELEASED, displaced, lease.connection)
end

-- ---- the end: only now what is told ----

-- What became of it, and whose the lock is or was.
local function finish(answer, lease)
  for _, message in ipairs(news) do
    redis.call('PUBLISH', message[1], 'l' .. message[2])
  end
  if not lease then
    return {micros, answer}
  end
  return {micros, answer, lease.token, lease.ends, lease.stamp, lease.user, lease.connection, lease.who, lease.channel}
end

