/** The seam to sockets. */
package io.bush.realtime.transport;
