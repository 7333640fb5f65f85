/** Scripts and the connection they run on: in time or not at all, and never twice. */
package io.bush.realtime.redis.internal.command;
