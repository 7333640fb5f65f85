/** Who is here: the own presence in a channel, and that of everybody else. */
package io.bush.realtime.client.presence;
