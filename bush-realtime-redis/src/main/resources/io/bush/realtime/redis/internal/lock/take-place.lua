-- Takes a place for a lock that is to be asked for. One for a lock that has one already gets a new stamp, so that who gives
-- the older one back does not give back this one.
--
-- ARGV[1..3]  name, most places, for how many ms
-- reply       time, 1, stamp; or time, 0, and name, stamp, name, stamp … when all are taken

local name, hold = ARGV[1], tonumber(ARGV[3])
local mine = places[name]

if not mine and taken >= tonumber(ARGV[2]) then
  local list = {}
  for other, place in pairs(places) do
    list[#list + 1] = other
    list[#list + 1] = place[2]
  end
  return finish(0, unpack(list))
end
local stamp = math.max(micros, mine and mine[2] + 1 or 0)
put(name, math.max(now + hold, mine and mine[1] or 0), stamp)
return finish(1, stamp)
