/** Processes that talk line by line, and what they cost. */
@NullMarked
package io.bush.realtime.benchmarks.process;

import org.jspecify.annotations.NullMarked;
