/** The log of every channel, in Redis: a list of events and a text with the newest position. */
package io.bush.realtime.redis.internal.eventlog;
