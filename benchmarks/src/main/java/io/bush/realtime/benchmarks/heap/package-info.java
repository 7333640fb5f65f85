/** What idle connections keep in memory. */
@NullMarked
package io.bush.realtime.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
