-- A connection's lease begins anew. Tells nothing, and brings nobody back.
--
-- ARGV[3..6]  user, connection, the sequence of what it said last, lease in ms
-- reply       time, 1 when the connection is present, 0 when it has to say it again: it is not any more, or what it said
--             last was lost, as with a server whose replica had not got it yet

local user, connection = ARGV[3], ARGV[4]

local stay = stay_of(user)
local one = connection_of(stay, connection)
if not one or one.ends <= now or one.sequence < tonumber(ARGV[5]) then
  return finish(0)
end
if not one.leaving then
  set_end(user, one, now + tonumber(ARGV[6]))
  keep(user, stay)
end
return finish(1)
