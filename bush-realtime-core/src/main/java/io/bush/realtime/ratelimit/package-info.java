/** Exact sliding windows. */
package io.bush.realtime.ratelimit;
