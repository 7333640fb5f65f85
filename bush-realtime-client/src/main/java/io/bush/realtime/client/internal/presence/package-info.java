/** Keeps the own presence and knows that of others. */
package io.bush.realtime.client.internal.presence;
