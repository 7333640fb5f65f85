/** Sockets and polls between client and node, which break as networks do. */
@NullMarked
package io.bush.realtime.client.walk.net;

import org.jspecify.annotations.NullMarked;
