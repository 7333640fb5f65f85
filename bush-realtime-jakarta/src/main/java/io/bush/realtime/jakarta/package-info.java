/** The WebSocket endpoints for Jakarta containers; start at {@link io.bush.realtime.jakarta.BushRealtime}. */
@NullMarked
package io.bush.realtime.jakarta;

import org.jspecify.annotations.NullMarked;
