/** A desk to review media at: the review server's files and comments, live, in a Swing window. */
@NullMarked
package io.bush.examples.desk;

import org.jspecify.annotations.NullMarked;
