-- A connection leaves, at once or after a grace.
--
-- ARGV[3..6]  user, connection, sequence, grace in ms: 0 for at once
-- reply       time, 1 when it took effect, 0 when a newer call had

local user, connection, sequence, grace = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

local stay = stay_of(user)
stay = stay and without_ended(user, stay)
local one, at = connection_of(stay, connection)
if is_late(one, connection, sequence) then
  return finish(0)
end
if not one then
  -- It may have overtaken the update it takes back.
  bury(connection, sequence)
elseif grace > 0 then
  one.sequence, one.leaving = sequence, true
  set_end(user, one, math.min(one.ends, now + grace))
  keep(user, stay)
else
  local before = shown_of(stay)
  table.remove(stay.connections, at)
  redis.call('ZREM', ENDS, user .. ' ' .. connection)
  bury(connection, sequence)
  settle(user, stay, before, connection)
end
return finish(1)
