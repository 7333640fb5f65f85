-- Numbers, chains, stores, trims and announces events of one channel: one step for everybody.
--
-- KEYS  1 the log, newest first   2 its head   3… idempotency keys
-- ARGV  1 pub/sub channel   2 how many events the log may hold, a sixteenth more than are kept and read: then it is trimmed
--       3 what is seldom needed, with a space between: how long idempotency keys are kept (ms); the place to begin at when there
--       is no head; most events kept; how long the log is kept, and the head (ms); for how long it is enough to have said so (s)
--       4… for each event: tag, which of KEYS is its idempotency key (0 for none), content
-- Reply for each event: its place, with an r before it when it was stored by an earlier call
--
-- A place is epoch (22 characters), offset (15 digits), tag (8). A head is the second (10 digits) from which on the ends of log
-- and head are set anew, the place of the newest event, and when the epoch began (15 digits, ms). The ends are not set with each
-- event, because a command costs as much as storing the event does; each text that is made costs a tenth of that.
--
-- First everything is read, then written, then published: Redis refuses a script at its first write or not at all, so an
-- event that cannot be stored is not announced. %.0f, because %d ends at 31 bits on some builds.

local call, sub, format = redis.call, string.sub, string.format
local log, head, channel = KEYS[1], KEYS[2], ARGV[1]

local clock = redis.call('TIME')
local second, milli = clock[1], sub('00000' .. clock[2], -6, -4)
local at = call('GET', head)
local anew = not at or #at ~= 70
if anew then
  at = '0000000000' .. string.match(ARGV[3], '^%d+ (%S+)') .. '00' .. second .. milli
end
-- Nine digits are counted faster than fifteen, and suffice nearly always.
local digits, from, stem, number, tag = '%09d', '38', sub(at, 11, 38), tonumber(sub(at, 39, 47)), sub(at, 48, 55)
if number > 999999000 then
  digits, from, stem, number = '%015.0f', '32', sub(at, 11, 32), tonumber(sub(at, 33, 47))
end

local count, replies, entry, place, entries, earlier, remembered = 0, nil, nil, nil, nil, nil, nil
if #ARGV == 6 then
  -- One event, as nearly always: what follows below, without its loops.
  local before = KEYS[3] and call('GET', KEYS[3])
  if before then
    replies = {'r' .. before}
  else
    number = format(digits, number + 1)
    place = stem .. number .. ARGV[4]
    entry = 'e1' .. place .. tag .. '00' .. second .. milli .. ARGV[6]
    tag = ARGV[4]
    count = 1
    replies = {place}
  end
else
  replies, entries, earlier, remembered = {}, {}, {}, {}
  for i = 3, #KEYS do
    earlier[i] = call('GET', KEYS[i])
  end
  for i = 4, #ARGV, 3 do
    local key = tonumber(ARGV[i + 1])
    local before = earlier[key]
    if before then
      replies[#replies + 1] = 'r' .. before
    else
      number = format(digits, number + 1)
      place = stem .. number .. ARGV[i]
      count = count + 1
      entries[count] = 'e1' .. place .. tag .. '00' .. second .. milli .. ARGV[i + 2]
      tag = ARGV[i]
      replies[#replies + 1] = place
      if key > 0 then
        earlier[key] = place
        remembered[#remembered + 1] = key
      end
    end
  end
end
if count == 0 then
  -- A repetition is a use, but begins nothing.
  call('PEXPIRE', head, (string.match(ARGV[3], '^%d+ %S+ %d+ %d+ (%d+)')))
  return replies
end

if anew then
  -- Fails when somebody else's key has this name: it is not ours to delete.
  call('LLEN', log)
  -- First, because Redis refuses what needs memory only until a script has written, and a DEL needs none.
  call('SET', head, at)
  -- What a lost head leaves behind belongs to an epoch that is over.
  call('DEL', log)
end
local length = entry and call('LPUSH', log, entry) or call('LPUSH', log, unpack(entries))
if length > ARGV[2] + 0 then
  call('LTRIM', log, 0, string.match(ARGV[3], '^%d+ %S+ (%d+)') - 1)
end
-- Its first ten characters decide, and a second later than it says is soon enough.
if length == count or at < second then
  local log_age, head_age, enough = string.match(ARGV[3], '^%d+ %S+ %d+ (%d+) (%d+) (%d+)')
  call('PEXPIRE', log, log_age)
  call('SET', head, format('%010.0f', second + enough) .. stem .. number .. tag .. sub(at, 56), 'PX', head_age)
else
  call('SETRANGE', head, from, number .. tag)
end
if entry then
  if KEYS[3] then
    call('SET', KEYS[3], place, 'PX', (string.match(ARGV[3], '^%d+')))
  end
  call('PUBLISH', channel, entry)
else
  for i = 1, #remembered do
    local key = remembered[i]
    call('SET', KEYS[key], earlier[key], 'PX', (string.match(ARGV[3], '^%d+')))
  end
  for i = 1, count do
    call('PUBLISH', channel, entries[i])
  end
end
return replies
