/** What the nodes of a system share. */
package io.bush.realtime.backplane;
