/** What is subscribed to: it outlives connections, and knows what of them is meant for it. */
package io.bush.realtime.client.internal.subscription;
