-- A connection's lease begins anew. Tells nothing, and brings nobody back.
--
-- ARGV[3..5]  user, connection, lease in ms
-- reply       time, 1 when the connection is present, 0 when it is not any more

local user, connection = ARGV[3], ARGV[4]

local stay = stay_of(user)
local one = connection_of(stay, connection)
if not one or one.ends <= now then
  return finish(0)
end
if not one.leaving then
  set_end(user, one, now + tonumber(ARGV[5]))
  keep(user, stay)
end
return finish(1)
