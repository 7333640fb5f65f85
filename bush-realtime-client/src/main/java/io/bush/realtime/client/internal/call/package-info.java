/** Calls on their way: they outlive connections, but not their deadlines. */
package io.bush.realtime.client.internal.call;
