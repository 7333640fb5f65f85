/** What operators ask: figures and health. */
@NullMarked
package io.bush.examples.review.admin;

import org.jspecify.annotations.NullMarked;
