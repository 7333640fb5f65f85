/** Asks the review server over HTTP. */
@NullMarked
package io.bush.examples.desk.api;

import org.jspecify.annotations.NullMarked;
