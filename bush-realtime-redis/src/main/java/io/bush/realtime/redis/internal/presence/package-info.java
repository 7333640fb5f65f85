/** Who is where, in Redis: one room for each channel, one script for each operation. */
package io.bush.realtime.redis.internal.presence;
