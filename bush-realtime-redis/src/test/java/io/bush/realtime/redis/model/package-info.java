/**
 * Redis as far as this library uses it, in Java: every script as an operation on maps, by a clock that a test moves. For
 * simulations; {@code ModelAgreesTest} holds it to the real one.
 */
@NullMarked
package io.bush.realtime.redis.model;

import org.jspecify.annotations.NullMarked;
