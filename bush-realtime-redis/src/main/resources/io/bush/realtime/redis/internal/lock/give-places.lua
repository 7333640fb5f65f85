-- Gives places back, each only if it still has the stamp.
--
-- ARGV   name, stamp, name, stamp …
-- reply  time, how many were given back

local given = 0
for i = 1, #ARGV, 2 do
  local mine = places[ARGV[i]]
  if mine and mine[2] == tonumber(ARGV[i + 1]) then
    redis.call('HDEL', PLACES, ARGV[i])
    places[ARGV[i]] = nil
    given = given + 1
  end
end
return finish(given)
