/** What it costs, and how long it takes, to be several nodes over Redis. */
@NullMarked
package io.bush.realtime.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
