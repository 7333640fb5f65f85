/** The numbered past of a channel. */
package io.bush.realtime.eventlog;
