-- Gives a stream back, so that another consumer need not wait.
--
-- KEYS  1 the stream   2 who consumes it
-- ARGV  1 this consumer
-- Reply: 1 when it was this one's, else 0

if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return {0}
end
redis.call('DEL', KEYS[2])
return {1}
