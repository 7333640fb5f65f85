/** What happened in a run as it was seen from outside, and what has to hold of it. */
@NullMarked
package io.bush.realtime.it.faults.history;

import org.jspecify.annotations.NullMarked;
