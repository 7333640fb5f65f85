-- The beginning of every script of presence: one room, that is, who is in one channel. What follows this part does one
-- operation and ends with finish().
--
-- KEYS[1]  what the others see: hash, user -> state. For any reader; it ends with the last lease
-- KEYS[2]  the stays: hash, user -> JSON of the user's connections. The truth: all else can be made from it
-- KEYS[3]  when leases end: zset, "user connection" -> ms. It outlives the leases, or nobody would be told of their end
-- KEYS[4]  the revision: string. It outlives the room, so that revisions only grow
-- KEYS[5]  who left: hash, connection -> the last sequence that counted
-- KEYS[6]  until when that is remembered: zset, connection -> ms
-- ARGV[1]  the pub/sub channel
-- ARGV[2]  for how many ms a connection that left is remembered
--
-- Every reply begins with the time by which it was made, in microseconds.

local SEEN, STAYS, ENDS, REVISION, LEFT, FORGET = unpack(KEYS)
local BUS, KEEP = ARGV[1], tonumber(ARGV[2])

-- How long the stays outlive the last lease, and the revision the stays: a sweep may be late.
local AFTER_THE_END = 300000
local AFTER_THE_ROOM = 3600000
-- Most connections remembered after they left: the oldest are forgotten early.
local MOST_LEFT = 10000
local LARGEST = 9007199254740991

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

-- ---- what is there: every key is read before anything is written, so that nothing is done by half ----

local sizes = {}
for i, command in ipairs({'HLEN', 'HLEN', 'ZCARD', 'STRLEN', 'HLEN', 'ZCARD'}) do
  local size = redis.pcall(command, KEYS[i])
  if type(size) == 'table' then
    return redis.error_reply('WRONGTYPE in ' .. KEYS[i] .. ': ' .. size.err)
  end
  sizes[i] = size
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

-- How many users are here.
local users = sizes[2]
-- The last change's; nil when it is not known any more.
local revision = whole(redis.call('GET', REVISION))
local revised = false
local news = {}

-- ---- stays ----

-- A user's connections; nil when there is nothing, or nothing of ours.
local function decoded(text)
  local fine, stay = pcall(cjson.decode, text)
  if not fine or type(stay) ~= 'table' or type(stay.connections) ~= 'table' or #stay.connections == 0 then
    return nil
  end
  for _, one in ipairs(stay.connections) do
    if type(one) ~= 'table' or type(one.id) ~= 'string' or type(one.user) ~= 'string' or type(one.state) ~= 'string' then
      return nil
    end
    one.sequence, one.ends = whole(one.sequence), whole(one.ends)
    one.said, one.status = whole(one.said), whole(one.status)
    if not (one.sequence and one.ends and one.said and one.status) then
      return nil
    end
  end
  return stay
end

local function stay_of(user)
  local text = redis.call('HGET', STAYS, user)
  return text and decoded(text) or nil
end

local function keep(user, stay)
  local connections = {}
  for i, one in ipairs(stay.connections) do
    connections[i] = {
      id = one.id, sequence = written(one.sequence), said = one.said, status = one.status, ends = written(one.ends),
      leaving = one.leaving, user = one.user, state = one.state
    }
  end
  local text = cjson.encode({since = stay.since, shown = stay.shown, connections = connections})
  redis.call('HSET', STAYS, user, text)
end

local function connection_of(stay, id)
  for i, one in ipairs(stay and stay.connections or {}) do
    if one.id == id then
      return one, i
    end
  end
  return nil
end

-- Which connection counts: the highest status, and of several such what was said last.
local function counting(stay)
  local most, at
  for i, one in ipairs(stay.connections) do
    if not most or one.status > most.status or (one.status == most.status and one.said > most.said) then
      most, at = one, i
    end
  end
  return most, at
end

local function set_end(user, one, at)
  one.ends = at
  redis.call('ZADD', ENDS, written(at), user .. ' ' .. one.id)
end

-- ---- who left ----

local function forget_old()
  local old = redis.call('ZRANGEBYSCORE', FORGET, '-inf', written(now), 'LIMIT', 0, 100)
  local over = redis.call('ZCARD', FORGET) - #old - MOST_LEFT
  if #old > 0 then
    redis.call('ZREM', FORGET, unpack(old))
    redis.call('HDEL', LEFT, unpack(old))
  end
  for _ = 1, over do
    redis.call('HDEL', LEFT, redis.call('ZPOPMIN', FORGET)[1])
  end
end

local function bury(connection, sequence)
  if redis.call('EXISTS', FORGET) == 0 then
    -- Without it nobody knows any more how old those are.
    redis.call('DEL', LEFT)
  end
  redis.call('HSET', LEFT, connection, written(sequence))
  redis.call('ZADD', FORGET, written(now + KEEP), connection)
  forget_old()
  local last = redis.call('ZREVRANGE', FORGET, 0, 0, 'WITHSCORES')[2]
  redis.call('PEXPIRE', LEFT, written(tonumber(last) - now))
  redis.call('PEXPIRE', FORGET, written(tonumber(last) - now))
end

-- Whether a newer call of the connection has taken effect.
local function is_late(one, connection, sequence)
  if one then
    return sequence <= one.sequence
  end
  local until_when = redis.call('ZSCORE', FORGET, connection)
  local last = whole(redis.call('HGET', LEFT, connection))
  return last ~= nil and until_when ~= false and tonumber(until_when) > now and sequence <= last
end

-- ---- what is told ----

local function advance()
  local last = revision or 0
  revision = math.max(micros, last + 1)
  revised = true
  -- Where the last one is forgotten, any other than a copy's will do: the copy is loaded again.
  return last > 0 and last or revision - 1
end

-- kind previous revision, then how long each part is, then the parts; -1 for one that is not there.
local function tell(kind, previous, cause, user, state)
  news[#news + 1] = string.format('%s %.0f %.0f %d %d %d\n', kind, previous, revision,
      cause and #cause or -1, #user, state and #state or -1) .. (cause or '') .. user .. (state or '')
end

-- Stores what became of a user's stay and tells what has changed for others. Before: what they were shown, nil for
-- nothing.
local function settle(user, stay, before, cause)
  if #stay.connections == 0 then
    redis.call('HDEL', STAYS, user)
    redis.call('HDEL', SEEN, user)
    users = users - 1
    tell('L', advance(), cause, before.user, nil)
    return
  end
  local after, at = counting(stay)
  stay.shown = at
  if not before then
    local previous = advance()
    stay.since = written(revision)
    tell('J', users == 0 and 0 or previous, cause, after.user, after.state)
    users = users + 1
  elseif before.user ~= after.user or before.state ~= after.state then
    tell('C', advance(), cause, after.user, after.state)
  end
  keep(user, stay)
  if not before or before.state ~= after.state then
    redis.call('HSET', SEEN, user, after.state)
  end
end

-- What the others are shown of a stay, as it is now.
local function shown_of(stay)
  local most = counting(stay)
  return {user = most.user, state = most.state}
end

-- Ends those of a user's connections whose lease is over and tells it; what is left of the stay, or nil.
local function without_ended(user, stay)
  local left, before = {}, shown_of(stay)
  for _, one in ipairs(stay.connections) do
    if one.ends <= now then
      redis.call('ZREM', ENDS, user .. ' ' .. one.id)
      bury(one.id, one.sequence)
    else
      left[#left + 1] = one
    end
  end
  if #left < #stay.connections then
    stay.connections = left
    settle(user, stay, before, nil)
  end
  return #left > 0 and stay or nil
end

-- Ends what is over, at most so many leases; the time until the next one, 0 for more that are over, -1 for none.
local function sweep(most)
  local due = redis.call('ZRANGEBYSCORE', ENDS, '-inf', written(now), 'LIMIT', 0, most)
  for _, member in ipairs(due) do
    local user, connection = string.match(member, '^(%S+) (.*)$')
    -- An earlier one of the same user may have ended this one too.
    if user and redis.call('ZSCORE', ENDS, member) then
      local stay = stay_of(user)
      local one = connection_of(stay, connection)
      if not one then
        redis.call('ZREM', ENDS, member)
      elseif one.ends > now then
        set_end(user, one, one.ends)
      else
        without_ended(user, stay)
      end
    elseif not user then
      redis.call('ZREM', ENDS, member)
    end
  end
  forget_old()
  local first = redis.call('ZRANGE', ENDS, 0, 0, 'WITHSCORES')[2]
  return first and math.max(tonumber(first) - now, 0) or -1
end

-- ---- the end: how long all of it stays, and only then what is told ----

local function finish(...)
  if revised then
    redis.call('SET', REVISION, written(revision))
  end
  local last = redis.call('ZREVRANGE', ENDS, 0, 0, 'WITHSCORES')[2]
  local rest = last and math.max(tonumber(last) - now, 0) or 0
  if last then
    redis.call('PEXPIRE', SEEN, written(rest))
    redis.call('PEXPIRE', STAYS, written(rest + AFTER_THE_END))
    redis.call('PEXPIRE', ENDS, written(rest + AFTER_THE_END))
  end
  if last or revised then
    redis.call('PEXPIRE', REVISION, written(rest + AFTER_THE_ROOM))
  end
  if #news > 0 then
    redis.call('PUBLISH', BUS, 'p' .. table.concat(news))
  end
  return {micros, ...}
end

-- ---- what somebody else deleted ----

if users == 0 then
  if sizes[1] > 0 or sizes[3] > 0 then
    redis.call('DEL', SEEN, ENDS)
  end
elseif sizes[1] ~= users or sizes[3] == 0 then
  local all = redis.call('HGETALL', STAYS)
  redis.call('DEL', SEEN)
  for i = 1, #all, 2 do
    local user, stay = all[i], decoded(all[i + 1])
    if stay then
      redis.call('HSET', SEEN, user, counting(stay).state)
      for _, one in ipairs(stay.connections) do
        set_end(user, one, one.ends)
      end
    else
      redis.call('HDEL', STAYS, user)
      users = users - 1
    end
  end
end

