/** Sends signals as often as the server allows, and the newest of each. */
package io.bush.realtime.client.internal.signal;
