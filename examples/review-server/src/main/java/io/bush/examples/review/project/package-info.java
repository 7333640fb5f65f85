/** Projects, who belongs to them, their folders, and the guard every other feature asks. */
@NullMarked
package io.bush.examples.review.project;

import org.jspecify.annotations.NullMarked;
