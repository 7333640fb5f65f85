-- Reads what came after an offset. Whether it follows without a break is judged by who asked.
--
-- KEYS  1 the log, newest first   2 its head, see append.lua
-- ARGV  1 the place to begin at when there is no head   2 how long the head is kept (ms)
--       3 a head that has less than this to live is kept anew (ms)   4 epoch and 5 offset asked for   6 most events kept
--       7 most events wanted   8 most bytes wanted; one event comes in any case
--       9 1 when only the first event is wanted if more than 7 are missing, else 0
-- Reply: the place of the newest event, the time now (ms), then events, oldest first

local log, head = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local now = string.format('%015.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
local at = redis.call('GET', head)
if not at or #at ~= 70 then
  -- Fails when somebody else's key has this name: it is not ours to delete.
  redis.call('LLEN', log)
  redis.call('DEL', log, head)
  redis.call('SET', head, '0000000000' .. ARGV[1] .. now, 'PX', ARGV[2])
  return {ARGV[1], now}
end
if redis.call('PTTL', head) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', head, ARGV[2])
end

local reply = {string.sub(at, 11, 55), now}
local missing = tonumber(string.sub(at, 33, 47)) - tonumber(ARGV[5])
if string.sub(at, 11, 32) ~= ARGV[4] or missing <= 0 then
  return reply
end
-- Offsets have no holes, so the event at offset n stands at index (head's offset - n).
local oldest = missing - 1
if oldest >= math.min(redis.call('LLEN', log), tonumber(ARGV[6])) then
  return reply
end
local wanted = math.min(missing, tonumber(ARGV[7]))
if wanted < missing and ARGV[9] == '1' then
  wanted = 1
end
local bytes = tonumber(ARGV[8])
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
