/** How many connections each user has over all nodes, by lease, in Redis. */
package io.bush.realtime.redis.internal.lease;
