/** What one user should know. */
@NullMarked
package io.bush.examples.review.notification;

import org.jspecify.annotations.NullMarked;
