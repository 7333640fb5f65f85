/** The Java client of bush-realtime. */
package io.bush.realtime.client;
