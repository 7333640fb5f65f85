/** The connection as an application sees it: its state, why it ended, what the server complains about. */
package io.bush.realtime.client.connection;
