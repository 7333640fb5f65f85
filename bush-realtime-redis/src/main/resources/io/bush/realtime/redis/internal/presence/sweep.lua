-- Leases that are over end.
--
-- ARGV[3]  how many at most
-- reply    time, ms until the next one ends: 0 when more of them are over, -1 when there is none

return finish(sweep(tonumber(ARGV[3])))
