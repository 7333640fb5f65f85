/** Tables for people and JSON for scripts. */
@NullMarked
package io.bush.realtime.benchmarks.report;

import org.jspecify.annotations.NullMarked;
