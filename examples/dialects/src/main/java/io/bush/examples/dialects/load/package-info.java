/** Measures seed 002's performance table, see docs/dialects.md. */
@NullMarked
package io.bush.examples.dialects.load;

import org.jspecify.annotations.NullMarked;
