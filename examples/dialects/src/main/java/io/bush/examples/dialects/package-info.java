/** One hub, and the four other systems of the seeds served by it, each in its own words. */
@NullMarked
package io.bush.examples.dialects;

import org.jspecify.annotations.NullMarked;
