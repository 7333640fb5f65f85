/** One socket: size, state, limits, what waits to be sent. */
package io.bush.realtime.internal.connection;
