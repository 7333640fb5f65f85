/** What all of one history share: time, chance, weather, and what was seen. */
@NullMarked
package io.bush.realtime.client.walk.world;

import org.jspecify.annotations.NullMarked;
