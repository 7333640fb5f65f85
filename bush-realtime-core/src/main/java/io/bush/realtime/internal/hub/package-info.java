/** One channel: who listens, where it stands, what is missing. */
package io.bush.realtime.internal.hub;
