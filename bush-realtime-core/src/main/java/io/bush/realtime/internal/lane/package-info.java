/** Serial queues on a shared executor. */
package io.bush.realtime.internal.lane;
