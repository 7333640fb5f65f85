/** The node an application starts and publishes through. */
package io.bush.realtime;
