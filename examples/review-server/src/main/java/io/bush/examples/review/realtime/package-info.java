/** Everything that touches bush-realtime: read this package to learn how to embed it. */
@NullMarked
package io.bush.examples.review.realtime;

import org.jspecify.annotations.NullMarked;
