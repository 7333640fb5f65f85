/** What goes over a channel besides its events: presence, locks, signals. */
package io.bush.realtime.internal.sideband;
