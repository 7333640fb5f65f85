/** Clients and containers for tests. */
@NullMarked
package io.bush.examples.dialects.ends;

import org.jspecify.annotations.NullMarked;
