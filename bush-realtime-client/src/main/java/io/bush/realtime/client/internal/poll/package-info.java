/** Polling: the same stream over HTTP, while no WebSocket gets through. */
package io.bush.realtime.client.internal.poll;
