/** Where the application's code runs, and how much may wait for it. */
package io.bush.realtime.client.internal.user;
