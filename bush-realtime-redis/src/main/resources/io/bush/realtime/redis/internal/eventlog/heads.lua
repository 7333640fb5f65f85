-- Returns the newest positions of several channels and keeps them remembered.
--
-- KEYS  their heads, see append.lua
-- ARGV  1 how long a head is kept (ms)   2 a head that has less than this to live is kept anew (ms)
-- Reply for each, one behind the other: the place of the newest event, or as many dashes when there is no head: to begin one is
-- for head.lua

local call, sub, least = redis.call, string.sub, tonumber(ARGV[2])
local places, fading = {}, {}
for i, head in ipairs(KEYS) do
  local at = call('GET', head)
  if at and #at == 70 then
    places[i] = sub(at, 11, 55)
    if call('PTTL', head) < least then
      fading[#fading + 1] = head
    end
  else
    places[i] = '---------------------------------------------'
  end
end
for _, head in ipairs(fading) do
  call('PEXPIRE', head, ARGV[1])
end
return table.concat(places)
