package io.bush.realtime.redis;

import io.bush.realtime.testkit.contract.BusContract;
import io.bush.realtime.testkit.contract.ConnectionLeasesContract;
import io.bush.realtime.testkit.contract.EventLogContract;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.contract.lock.LockStoreContract;
import io.bush.realtime.testkit.contract.presence.PresenceLeaseContract;
import io.bush.realtime.testkit.contract.presence.PresenceStoreContract;
import org.junit.jupiter.api.Nested;

/**
 * All contracts of a back end, for one way to set up Redis. The random histories are short: the same scripts go through
 * long ones in the tests of their stores.
 */
abstract class EveryContract {

    /** As {@code open} of each contract. */
    protected abstract Subject open();

    @Nested
    class OfTheLog extends EventLogContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }

        @Override
        protected int historySteps() {
            return 1_000;
        }
    }

    @Nested
    class OfTheBus extends BusContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }
    }

    @Nested
    class OfLeases extends ConnectionLeasesContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }
    }

    @Nested
    class OfPresence extends PresenceStoreContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }
    }

    @Nested
    class OfPresenceLeases extends PresenceLeaseContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }
    }

    @Nested
    class OfLocks extends LockStoreContract {
        @Override
        protected Subject open() {
            return EveryContract.this.open();
        }

        @Override
        protected int historySteps() {
            return 5_000;
        }
    }
}
