/** What every dialect needs to read strictly and to write once. */
@NullMarked
package io.bush.examples.dialects.wire;

import org.jspecify.annotations.NullMarked;
