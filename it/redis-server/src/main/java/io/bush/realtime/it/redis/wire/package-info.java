/** Speaking to Redis without a driver, and standing between a driver and Redis. */
@NullMarked
package io.bush.realtime.it.redis.wire;

import org.jspecify.annotations.NullMarked;
