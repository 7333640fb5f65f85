/** Sockets: the seam, and the JDK's WebSocket behind it. */
package io.bush.realtime.client.internal.transport;
