/** Serial queues on the node's executor, so that no work is done on a thread of the client library. */
package io.bush.realtime.redis.internal.lane;
