/** Comments and the people they mention. */
@NullMarked
package io.bush.examples.review.comment;

import org.jspecify.annotations.NullMarked;
