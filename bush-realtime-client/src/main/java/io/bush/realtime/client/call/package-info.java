/** Calls of what the server's application offers: with an answer, a deadline, and a queue while there is no connection. */
package io.bush.realtime.client.call;
