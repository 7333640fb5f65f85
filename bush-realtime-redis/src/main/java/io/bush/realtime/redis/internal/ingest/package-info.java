/** Events that others put into streams, published in their order. */
package io.bush.realtime.redis.internal.ingest;
