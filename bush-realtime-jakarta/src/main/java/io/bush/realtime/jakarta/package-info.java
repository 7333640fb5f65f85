/** The WebSocket and polling endpoints for Jakarta containers. */
@NullMarked
package io.bush.realtime.jakarta;

import org.jspecify.annotations.NullMarked;
