/** What a subscription is made of: the channel, its handle, its events and what the server says about it. */
package io.bush.realtime.client.channel;
