/** The real node with its back end, the application around it, and what was really published. */
@NullMarked
package io.bush.realtime.client.walk.server;

import org.jspecify.annotations.NullMarked;
