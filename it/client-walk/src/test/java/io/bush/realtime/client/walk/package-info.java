/** The real client and the real node, in virtual time, on a network that does what networks do. */
@NullMarked
package io.bush.realtime.client.walk;

import org.jspecify.annotations.NullMarked;
