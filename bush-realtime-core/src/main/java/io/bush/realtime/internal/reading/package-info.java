/** How the log is asked: few at a time, once for all who want the same, and whether a channel is level with it. */
package io.bush.realtime.internal.reading;
