-- Writes, leaves nothing behind, and announces: whoever hears it knows that the whole way works.
--
-- KEYS  1 a key nobody else uses
-- ARGV  1 pub/sub channel   2 message
-- Reply: how many heard it, as far as this server knows

redis.call('SET', KEYS[1], ARGV[2], 'PX', 10000)
redis.call('DEL', KEYS[1])
return {redis.call('PUBLISH', ARGV[1], ARGV[2])}
