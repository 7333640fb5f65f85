/** What the fan-out path costs, measured. */
@NullMarked
package io.bush.realtime.benchmarks;

import org.jspecify.annotations.NullMarked;
