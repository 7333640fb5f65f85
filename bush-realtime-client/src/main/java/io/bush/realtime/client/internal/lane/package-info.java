/** Time, delay and order: what everything else of the client runs on. */
package io.bush.realtime.client.internal.lane;
