/** Names of keys and pub/sub channels. */
package io.bush.realtime.redis.internal.key;
