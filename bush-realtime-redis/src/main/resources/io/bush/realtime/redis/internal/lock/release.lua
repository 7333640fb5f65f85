-- The holder gives it back.
--
-- ARGV[2..4]  user, connection, token
-- reply       time, 1 and the lock as it was; 0 when it was not theirs

free_if_over()
if not held or held.user ~= ARGV[2] or held.token ~= tonumber(ARGV[4]) then
  return finish(0)
end
local was = held
free(RELEASED, ARGV[3])
return finish(1, was)
