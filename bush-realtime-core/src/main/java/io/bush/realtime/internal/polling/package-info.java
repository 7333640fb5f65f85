/** Answers polls: one question of the authenticator, one of the authorizer, the heads, and what was missed. */
package io.bush.realtime.internal.polling;
