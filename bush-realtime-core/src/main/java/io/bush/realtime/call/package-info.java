/** What clients can call: the application's named actions. */
package io.bush.realtime.call;
