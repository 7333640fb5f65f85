/** How frames get into a container's socket, and how a socket ends. Not for users: everything here may change. */
@NullMarked
package io.bush.realtime.jakarta.internal;

import org.jspecify.annotations.NullMarked;
