/** The log of every channel, in Redis: a list of events and a hash with the newest position. */
package io.bush.realtime.redis.internal.eventlog;
