/** Several processes that work as one system: their names, what they leave behind, and how they stop. */
@NullMarked
package io.bush.examples.review.node;

import org.jspecify.annotations.NullMarked;
