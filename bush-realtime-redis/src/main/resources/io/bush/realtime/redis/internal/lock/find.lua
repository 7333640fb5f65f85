-- Who holds it? Changes nothing.
--
-- reply  time, 1 and the lock; 0 when it is free; 2 when its time is over, and its end not told yet

if not held then
  return finish(0)
end
if held.ends <= now then
  return finish(2)
end
return finish(1, held)
