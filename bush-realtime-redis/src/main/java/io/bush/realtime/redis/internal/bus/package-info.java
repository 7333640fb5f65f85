/** The pub/sub link: what is announced on one node reaches the others, or they are told that it may not have. */
package io.bush.realtime.redis.internal.bus;
