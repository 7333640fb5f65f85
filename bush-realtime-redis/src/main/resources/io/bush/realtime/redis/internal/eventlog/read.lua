-- Reads what came after an offset. Whether it follows without a break is judged by who asked.
--
-- KEYS  1 the log, newest first   2 its head
-- ARGV  1 epoch and 2 tag to begin with when there is no head   3 how long the head is kept (ms)
--       4 a head that has less than this to live is kept anew (ms)   5 epoch and 6 offset asked for   7 most events kept
--       8 most events wanted   9 most bytes wanted; one event comes in any case
--       10 1 when only the first event is wanted if more than 8 are missing, else 0
-- Reply: epoch, offset, tag of the head, the time now (ms), then events, oldest first

local log, head = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local now = string.format('%015.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
local at = redis.call('HMGET', head, 'e', 's', 't')
if not (at[1] and tonumber(at[2]) and at[3]) then
  -- Fails when somebody else's key has this name: it is not ours to delete.
  redis.call('LLEN', log)
  redis.call('DEL', log, head)
  redis.call('HSET', head, 'e', ARGV[1], 's', '0', 't', ARGV[2], 'b', now)
  redis.call('PEXPIRE', head, ARGV[3])
  return {ARGV[1], '0', ARGV[2], now}
end
if redis.call('PTTL', head) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', head, ARGV[3])
end

local reply = {at[1], at[2], at[3], now}
local missing = tonumber(at[2]) - tonumber(ARGV[6])
if at[1] ~= ARGV[5] or missing <= 0 then
  return reply
end
-- Offsets have no holes, so the event at offset n stands at index (head's offset - n).
local oldest = missing - 1
if oldest >= math.min(redis.call('LLEN', log), tonumber(ARGV[7])) then
  return reply
end
local wanted = math.min(missing, tonumber(ARGV[8]))
if wanted < missing and ARGV[10] == '1' then
  wanted = 1
end
local bytes = tonumber(ARGV[9])
while wanted > 0 and bytes > 0 do
  local slice = math.min(wanted, 64)
  local found = redis.call('LRANGE', log, oldest - slice + 1, oldest)
  for i = #found, 1, -1 do
    if bytes > 0 then
      reply[#reply + 1] = found[i]
      bytes = bytes - #found[i]
    end
  end
  oldest = oldest - slice
  wanted = wanted - slice
end
return reply
