/** Back ends that pass everything on: override what a test or a measure wants to see or to change. */
@NullMarked
package io.bush.realtime.testkit.forwarding;

import org.jspecify.annotations.NullMarked;
