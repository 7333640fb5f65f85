-- The beginning of every script on the list of a user's locks, which keeps them to the limit. A place is taken before the
-- lock is, and given back after it: so there are never more locks than places.
--
-- KEYS[1]  the places: hash, name of the lock -> "ends stamp". A place ends later than the lock can. The stamp tells which
--          asking took it, in microseconds
--
-- Every reply begins with the time by which it was made, in microseconds.

local PLACES = KEYS[1]
local DAY = 86400000
local LARGEST = 9007199254740991

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local all = redis.pcall('HGETALL', PLACES)
if all.err then
  return redis.error_reply('WRONGTYPE in ' .. PLACES .. ': ' .. all.err)
end

local function written(number)
  return string.format('%.0f', number)
end

-- Name -> {ends, stamp}; what is over or not ours is not there any more.
local places, taken, gone = {}, 0, {}
for i = 1, #all, 2 do
  local ends, stamp = string.match(all[i + 1], '^(%d+) (%d+)$')
  ends, stamp = tonumber(ends), tonumber(stamp)
  if ends and ends > now and ends <= now + DAY and stamp <= LARGEST then
    places[all[i]] = {ends, stamp}
    taken = taken + 1
  else
    gone[#gone + 1] = all[i]
  end
end

local function put(name, ends, stamp)
  places[name] = {ends, stamp}
  redis.call('HSET', PLACES, name, written(ends) .. ' ' .. written(stamp))
end

local function finish(...)
  for _, name in ipairs(gone) do
    if not places[name] then
      redis.call('HDEL', PLACES, name)
    end
  end
  local last = 0
  for _, place in pairs(places) do
    last = math.max(last, place[1])
  end
  if last > 0 then
    redis.call('PEXPIRE', PLACES, written(last - now))
  end
  return {micros, ...}
end

