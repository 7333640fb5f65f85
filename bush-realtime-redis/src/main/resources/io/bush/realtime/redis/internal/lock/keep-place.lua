-- Keeps the place of a lock that is to be renewed. Where there is none, because the list was lost, one is taken beyond the
-- limit: the lock is held already.
--
-- ARGV[1..2]  name, for how many ms
-- reply       time, 0 when there was one; or time, 1, stamp

local name, ends = ARGV[1], now + tonumber(ARGV[2])
local mine = places[name]
if mine then
  put(name, math.max(ends, mine[1]), mine[2])
  return finish(0)
end
put(name, ends, micros)
return finish(1, micros)
