/** Who is there and what they may read. */
package io.bush.realtime.auth;
