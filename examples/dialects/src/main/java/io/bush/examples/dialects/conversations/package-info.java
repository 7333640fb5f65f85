/** Seed 002: conversations, on /conversations/ws. */
@NullMarked
package io.bush.examples.dialects.conversations;

import org.jspecify.annotations.NullMarked;
