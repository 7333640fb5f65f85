/** Contract tests of presence: inherit all of them for each back end. */
package io.bush.realtime.testkit.contract.presence;
