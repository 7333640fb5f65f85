-- A connection takes a lease, if its user has not as many as allowed.
--
-- KEYS[1]     the user's leases: zset, "node:connection" -> when it ends, ms
-- ARGV[1..3]  node:connection, most leases, ms
-- ARGV[4..]   nodes that are silent: theirs do not count, and stay in case they come back
-- reply       time, 1 taken or held already; or time, 0, and the nodes whose leases count

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local alive = redis.pcall('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')
if alive.err then
  return redis.error_reply('WRONGTYPE in ' .. KEYS[1] .. ': ' .. alive.err)
end
local silent = {}
for i = 4, #ARGV do
  silent[ARGV[i]] = true
end

local taken, counted, nodes, named = false, 0, {}, {}
for _, member in ipairs(alive) do
  taken = taken or member == ARGV[1]
  local node = string.match(member, '^([^:]*)')
  if not silent[node] then
    counted = counted + 1
    if not named[node] then
      named[node] = true
      nodes[#nodes + 1] = node
    end
  end
end
if not taken and counted >= tonumber(ARGV[2]) then
  return {micros, 0, unpack(nodes)}
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
-- The newest ends last.
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {micros, 1}
