/** The Java client on real sockets, over a network and against servers that fail. */
@NullMarked
package io.bush.realtime.jakarta.tck.sockets;

import org.jspecify.annotations.NullMarked;
