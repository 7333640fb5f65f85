/** What the tests of the stores stand on: scripts run over a plain connection, a bus of plain subscriptions. */
@NullMarked
package io.bush.realtime.redis.kit;

import org.jspecify.annotations.NullMarked;
