/** What a channel's lists say, so that a reset hides nothing. */
@NullMarked
package io.bush.examples.watch.state;

import org.jspecify.annotations.NullMarked;
