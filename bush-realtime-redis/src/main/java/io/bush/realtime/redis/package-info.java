/** The back end for several nodes: everything they share is in Redis. */
package io.bush.realtime.redis;
