-- A connection says what its user does.
--
-- ARGV[3..9]  user, connection, sequence, status (0 idle, 1 viewing, 2 commenting), who (JSON), state (JSON), lease in ms
-- reply       time, 1 when it took effect, 0 when a newer call had

local user, connection, sequence = ARGV[3], ARGV[4], tonumber(ARGV[5])

local stay = stay_of(user)
stay = stay and without_ended(user, stay)
local one = connection_of(stay, connection)
if is_late(one, connection, sequence) then
  return finish(0)
end
redis.call('HDEL', LEFT, connection)
redis.call('ZREM', FORGET, connection)

local before = stay and shown_of(stay) or nil
stay = stay or {connections = {}}
local said = 0
for _, other in ipairs(stay.connections) do
  said = math.max(said, other.said)
end
if not one then
  one = {id = connection}
  table.insert(stay.connections, one)
end
one.sequence, one.said, one.status, one.leaving = sequence, said + 1, tonumber(ARGV[6]), false
one.user, one.state = ARGV[7], ARGV[8]
set_end(user, one, now + tonumber(ARGV[9]))
settle(user, stay, before, connection)
return finish(1)
