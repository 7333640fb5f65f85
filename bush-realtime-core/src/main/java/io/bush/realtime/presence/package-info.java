/** Who is in a channel, and what they are doing. */
package io.bush.realtime.presence;
