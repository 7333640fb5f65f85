/** Where the servers are and how connections to them are made; with the commands and the bus all that knows lettuce. */
package io.bush.realtime.redis.internal.topology;
