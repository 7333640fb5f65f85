/** One connection: how it comes about, what is asked on it and at which pace, how its end is noticed. */
package io.bush.realtime.client.internal.session;
