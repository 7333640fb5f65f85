/** The client's machine: one lane for its own state, one lane per channel for the application's handlers. */
package io.bush.realtime.client.internal.engine;
