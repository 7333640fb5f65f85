/** Real Redis servers for tests: alone, with a replica, with Sentinels, as a cluster; each can be broken and healed. */
@NullMarked
package io.bush.realtime.it.redis;

import org.jspecify.annotations.NullMarked;
