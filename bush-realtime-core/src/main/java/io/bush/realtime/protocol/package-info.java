/** The wire: messages, dialects, codes. */
package io.bush.realtime.protocol;
