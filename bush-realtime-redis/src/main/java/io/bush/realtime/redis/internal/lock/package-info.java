/**
 * Locks in Redis. A lock, the list of its channel and the list of its user lie in different slots of a cluster, so no script
 * sees all three: the lock alone says who holds it, and what is around it is made so that a crash between two steps harms
 * nobody.
 */
package io.bush.realtime.redis.internal.lock;
