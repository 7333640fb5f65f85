-- Somebody asks for the lock.
--
-- ARGV[2..7]  user, connection, who (JSON), channel, its pub/sub channel, ttl in ms
-- ARGV[8]     the stamp under which the user's list has room for it; 0 for no room: then only what is theirs already
-- ARGV[9]     after which time, in microseconds, the room is not theirs any more
-- reply       time, 1 granted with the lock; 0 held by another with theirs; 2 no room; 3 too late

local GRANTED, OTHERS, NO_ROOM, LATE = 1, 0, 2, 3
local user, connection, stamp = ARGV[2], ARGV[3], tonumber(ARGV[8])

free_if_over()
if held and held.user ~= user then
  return finish(OTHERS, held)
end
if stamp > 0 and micros >= tonumber(ARGV[9]) then
  return finish(LATE)
end
if not held and stamp == 0 then
  return finish(NO_ROOM)
end
if not held and math.max(micros, last + 1) > LARGEST then
  return redis.error_reply('BROKEN no token is left in ' .. LEASE)
end
local displaced = held and held.connection ~= connection and held or nil
if held and held.channel ~= ARGV[5] then
  tell('U', held, RELEASED, nil, connection)
end
local lease = {
  token = held and not displaced and held.token or nil,
  user = user, connection = connection, who = ARGV[4], channel = ARGV[5], bus = ARGV[6],
  stamp = math.max(stamp, held and held.stamp or 0)
}
grant(lease, tonumber(ARGV[7]), displaced)
return finish(GRANTED, lease)
