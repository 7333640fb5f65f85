/** What a client can ask for. */
package io.bush.realtime.internal.action;
