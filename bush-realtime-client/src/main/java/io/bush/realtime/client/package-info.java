/**
 * The Java client of bush-realtime: {@link io.bush.realtime.client.BushClient} connects to a server and hands out one
 * {@link io.bush.realtime.client.channel.ChannelHandle} per subscription.
 */
package io.bush.realtime.client;
