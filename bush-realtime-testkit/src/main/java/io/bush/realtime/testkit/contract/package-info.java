/** What every back end has to keep, as tests to inherit: one subclass and one factory method each. */
package io.bush.realtime.testkit.contract;
