/** The back end is away, or back: who is told, what stays on this node, and in which order everything comes back. */
package io.bush.realtime.internal.outage;
