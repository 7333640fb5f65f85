/** The review server: what an application with bush-realtime looks like. */
@NullMarked
package io.bush.examples.review;

import org.jspecify.annotations.NullMarked;
