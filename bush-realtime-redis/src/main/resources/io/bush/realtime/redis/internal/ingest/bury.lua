-- Keeps an entry that can never be published, with the reason. An entry may be buried twice when a consumer dies in between;
-- it says where it comes from.
--
-- KEYS  1 the stream of the dead
-- ARGV  1 most entries kept there, about   2… fields and values
-- Reply: the new entry's id

return {redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 2))}
