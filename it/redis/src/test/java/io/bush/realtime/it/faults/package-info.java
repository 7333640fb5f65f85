/** Redis and nodes are broken in every way there is, and what everybody sees is judged. */
@NullMarked
package io.bush.realtime.it.faults;

import org.jspecify.annotations.NullMarked;
