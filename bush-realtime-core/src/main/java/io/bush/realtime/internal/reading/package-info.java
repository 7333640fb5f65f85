/** How the log is asked: whether a channel is level with it, and again after a failure. */
package io.bush.realtime.internal.reading;
