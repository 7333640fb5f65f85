/** Clocks, delays, threads: the world behind the core. */
package io.bush.realtime.time;
