/** The values everything is about: channels, events, positions. */
package io.bush.realtime.channel;
