/** The real client, what its user does, and the judges of what it tells. */
@NullMarked
package io.bush.realtime.client.walk.user;

import org.jspecify.annotations.NullMarked;
