/** Frames: what the client writes and what it reads. */
package io.bush.realtime.client.internal.wire;
