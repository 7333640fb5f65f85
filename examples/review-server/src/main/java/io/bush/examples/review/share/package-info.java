/** Links for people without an account. */
@NullMarked
package io.bush.examples.review.share;

import org.jspecify.annotations.NullMarked;
