/** The bytes of what is stored and announced: versioned, checked when read, open for fields of newer nodes. */
package io.bush.realtime.redis.internal.codec;
