/** The two ends a container stands between: a client on a raw socket, and a core that does as it is told. */
@NullMarked
package io.bush.realtime.jakarta.tck.ends;

import org.jspecify.annotations.NullMarked;
