/** Polling over HTTP: the same stream for clients whose WebSocket does not come through. */
package io.bush.realtime.polling;
