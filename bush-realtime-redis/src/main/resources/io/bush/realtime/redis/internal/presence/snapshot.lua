-- Everybody who is here, when everything that is over has ended.
--
-- ARGV[3]  how many leases to end at most
-- reply    time, 1 and nothing else when more of them are over; else 0, the revision, and user, stay, user, stay …

local rest = sweep(tonumber(ARGV[3]))
if rest == 0 then
  return finish(1)
end
if users == 0 or not revision then
  -- Of an empty room too a picture is a moment: what comes later has a greater revision.
  advance()
end
return finish(0, revision, redis.call('HGETALL', STAYS))
