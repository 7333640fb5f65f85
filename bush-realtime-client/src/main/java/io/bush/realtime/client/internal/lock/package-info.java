/** Keeps the own locks on comments and knows those of others. */
package io.bush.realtime.client.internal.lock;
