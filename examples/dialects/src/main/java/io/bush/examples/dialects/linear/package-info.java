/** Seed 001: the Linear clone, on /linear/ws. */
@NullMarked
package io.bush.examples.dialects.linear;

import org.jspecify.annotations.NullMarked;
