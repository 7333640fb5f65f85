/** The real core on virtual time, under seeded faults, watched by a model of its promises. */
package io.bush.realtime.simulation;
