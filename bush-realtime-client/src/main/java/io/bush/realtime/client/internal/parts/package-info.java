/** What the parts of one client share. */
package io.bush.realtime.client.internal.parts;
