/** Many clients of ours at one server: what a restart costs, how long it takes, and what a client keeps. */
@NullMarked
package io.bush.realtime.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
