/** Which redis-server the tests run: one the machine has, or one the build brings. */
@NullMarked
package io.bush.realtime.it.redis.binary;

import org.jspecify.annotations.NullMarked;
