/** The things clients see, as they stand in answers and in events. */
@NullMarked
package io.bush.examples.review.model;

import org.jspecify.annotations.NullMarked;
