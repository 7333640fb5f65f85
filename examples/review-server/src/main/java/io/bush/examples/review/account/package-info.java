/** Users of the demo and their signed tokens. */
@NullMarked
package io.bush.examples.review.account;

import org.jspecify.annotations.NullMarked;
