/** Seed 003: ReYNa Studio, on /reyna/api/v1/ws. */
@NullMarked
package io.bush.examples.dialects.reyna;

import org.jspecify.annotations.NullMarked;
