/** What every store of locks has to keep. */
package io.bush.realtime.testkit.contract.lock;
