-- The holder's time begins anew; the connection that asks becomes the holder's.
--
-- ARGV[2..6]  user, connection, who (JSON), token, ttl in ms
-- ARGV[7]     a new stamp in the user's list; 0 when it had one
-- ARGV[8]     after which time, in microseconds, the place in the list is not theirs any more
-- reply       time, 1 granted with the lock; 0 lost; 2 lost, though the user holds it under another token; 3 too late

local GRANTED, LOST, LOST_YET_THEIRS, LATE = 1, 0, 2, 3
local user, connection = ARGV[2], ARGV[3]

free_if_over()
if not held or held.user ~= user then
  return finish(LOST)
end
if held.token ~= tonumber(ARGV[5]) then
  return finish(LOST_YET_THEIRS)
end
if micros >= tonumber(ARGV[8]) then
  return finish(LATE)
end
local displaced = held.connection ~= connection and held or nil
local lease = {
  token = held.token, user = user, connection = connection, who = ARGV[4], channel = held.channel, bus = held.bus,
  stamp = math.max(held.stamp, tonumber(ARGV[7]))
}
grant(lease, tonumber(ARGV[6]), displaced)
return finish(GRANTED, lease)
