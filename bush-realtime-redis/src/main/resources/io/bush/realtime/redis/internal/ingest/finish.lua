-- Takes entries out of a stream: they are published, or buried.
--
-- KEYS  1 the stream
-- ARGV  entry ids
-- Reply: how many were there

return {redis.call('XDEL', KEYS[1], unpack(ARGV))}
