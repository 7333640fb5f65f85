/** The client's machine: who connects when, what is shown of it, and the way in from any thread. */
package io.bush.realtime.client.internal.engine;
