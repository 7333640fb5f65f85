/** Watches channels from a terminal. */
@NullMarked
package io.bush.examples.watch;

import org.jspecify.annotations.NullMarked;
