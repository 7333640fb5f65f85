-- Numbers, chains, stores, trims and announces events of one channel: one step for everybody.
--
-- KEYS  1 the log, newest first   2 its head   3… idempotency keys
-- ARGV  1 pub/sub channel
--       2 what is seldom needed, with a space between: how long idempotency keys are kept (ms); the place to begin at when there
--       is no head; most events kept; how long the log is kept, and the head (ms); for how long it is enough to have said so (s)
--       3… of one event: tag, content; the third of KEYS is its idempotency key, if there is one. Of each of several: tag, which
--       of KEYS is its idempotency key (0 for none), content
-- Reply for each event, one behind the other: its place, with an r before it when it was stored by an earlier call
--
-- A place is epoch (22 characters), offset (15 digits), tag (8). A head is the second (10 digits) from which on the ends of log
-- and head are set anew, the place of the newest event, and when the epoch began (15 digits, ms). The ends are not set with each
-- event, because a command costs as much as storing the event does. Each argument and each text that is made costs a tenth of
-- that, a table in the reply three times as much.
--
-- First everything is read, then written, then published: Redis refuses a script at its first write or not at all, so an
-- event that cannot be stored is not announced. %.0f, because %d ends at 31 bits on some builds.

local call, sub = redis.call, string.sub
local log, head, args = KEYS[1], KEYS[2], ARGV

local clock = redis.call('TIME')
local second, milli = clock[1], clock[2]
milli = #milli == 6 and sub(milli, 1, 3) or sub('00000' .. milli, -6, -4)
local at = call('GET', head)
local anew = not at or #at ~= 70
if anew then
  at = '0000000000' .. string.match(args[2], '^%d+ (%S+)') .. '00' .. second .. milli
end

local count, entry, place, reply, entries, earlier, remembered = 0, nil, nil, nil, nil, nil, nil
if #args == 4 then
  -- One event, as nearly always.
  local before = KEYS[3] and call('GET', KEYS[3])
  if before then
    reply = 'r' .. before
  else
    -- Nine of ten times only the last digit changes, which is cheaper than to count.
    local digit = string.byte(at, 47)
    if digit > 47 and digit < 57 then
      place = sub(at, 11, 46) .. string.char(digit + 1) .. args[3]
    else
      place = sub(at, 11, 32) .. string.format('%015.0f', sub(at, 33, 47) + 1) .. args[3]
    end
    entry = 'e1' .. place .. sub(at, 48, 55) .. '00' .. second .. milli .. args[4]
    count = 1
    reply = place
  end
else
  -- Nine digits are counted faster than fifteen, and suffice nearly always.
  local digits, stem, number, tag, replies = '%09d', sub(at, 11, 38), tonumber(sub(at, 39, 47)), sub(at, 48, 55), {}
  if number > 999999000 then
    digits, stem, number = '%015.0f', sub(at, 11, 32), tonumber(sub(at, 33, 47))
  end
  entries, earlier, remembered = {}, {}, {}
  for i = 3, #KEYS do
    earlier[i] = call('GET', KEYS[i])
  end
  for i = 3, #args, 3 do
    local key = tonumber(args[i + 1])
    local before = earlier[key]
    if before then
      replies[#replies + 1] = 'r' .. before
    else
      number = string.format(digits, number + 1)
      place = stem .. number .. args[i]
      count = count + 1
      entries[count] = 'e1' .. place .. tag .. '00' .. second .. milli .. args[i + 2]
      tag = args[i]
      replies[#replies + 1] = place
      if key > 0 then
        earlier[key] = place
        remembered[#remembered + 1] = key
      end
    end
  end
  reply = table.concat(replies)
end
if count == 0 then
  -- A repetition is a use, but begins nothing.
  call('PEXPIRE', head, (string.match(args[2], '^%d+ %S+ %d+ %d+ (%d+)')))
  return reply
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
-- Not with each event, because that is one more command: when it has gone past a multiple of 32.
if length % 32 < count then
  local most = string.match(args[2], '^%d+ %S+ (%d+)')
  if length > most + 0 then
    call('LTRIM', log, 0, most - 1)
  end
end
-- Its first ten characters decide, and a second later than it says is soon enough.
if length == count or at < second then
  local log_age, head_age, enough = string.match(args[2], '^%d+ %S+ %d+ (%d+) (%d+) (%d+)')
  call('PEXPIRE', log, log_age)
  call('SET', head, string.format('%010.0f', second + enough) .. place .. sub(at, 56), 'PX', head_age)
else
  call('SETRANGE', head, '10', place)
end
if entry then
  if KEYS[3] then
    call('SET', KEYS[3], place, 'PX', (string.match(args[2], '^%d+')))
  end
  call('PUBLISH', args[1], entry)
else
  for i = 1, #remembered do
    local key = remembered[i]
    call('SET', KEYS[key], earlier[key], 'PX', (string.match(args[2], '^%d+')))
  end
  for i = 1, count do
    call('PUBLISH', args[1], entries[i])
  end
end
return reply
