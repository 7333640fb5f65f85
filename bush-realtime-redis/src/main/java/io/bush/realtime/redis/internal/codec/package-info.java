/** How what nodes tell each other is written, where bytes have to be read with care. */
package io.bush.realtime.redis.internal.codec;
