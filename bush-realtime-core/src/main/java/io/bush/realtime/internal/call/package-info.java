/** What the application lets clients call: runs it, answers once, remembers answers. */
package io.bush.realtime.internal.call;
