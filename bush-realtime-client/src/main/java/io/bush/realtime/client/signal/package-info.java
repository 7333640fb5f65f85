/** What is said in a channel and kept nowhere: typing, cursors. */
package io.bush.realtime.client.signal;
