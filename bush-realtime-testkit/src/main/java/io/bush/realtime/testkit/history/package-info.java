/**
 * Histories from seeds: told by the thousand on all processors, and proven with planted bugs to notice what goes wrong. The
 * simulation of the node and the walk of the client are built on it. Not exported: it needs Byte Buddy.
 */
package io.bush.realtime.testkit.history;
