/** Breaking TCP connections in every way in which networks break them. */
@NullMarked
package io.bush.realtime.it.relay;

import org.jspecify.annotations.NullMarked;
