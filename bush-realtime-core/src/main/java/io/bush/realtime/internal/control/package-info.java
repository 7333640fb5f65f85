/** Access taken back, on every node: the log of what changed, and what a node does about it. */
package io.bush.realtime.internal.control;
