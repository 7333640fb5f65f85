/** Node to node. */
package io.bush.realtime.bus;
