/** A back end that throws answers like one that fails. */
package io.bush.realtime.internal.guard;
