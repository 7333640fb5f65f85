/** Contract tests and test doubles for every seam of bush-realtime. */
package io.bush.realtime.testkit;
