package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.redis.kit.LiveNode;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.contract.BusContract;
import io.bush.realtime.testkit.contract.ConnectionLeasesContract;
import io.bush.realtime.testkit.contract.EventLogContract;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.contract.lock.LockStoreContract;
import io.bush.realtime.testkit.contract.presence.PresenceLeaseContract;
import io.bush.realtime.testkit.contract.presence.PresenceStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All contracts of a back end, for one way to set up Redis. The random histories are short: the same scripts go through
 * long ones in the tests of their stores.
 */
abstract class EveryContract {

    /** As {@code open} of each contract. */
    protected abstract Subject open();

    /** How to get there, with no more rights than documented. */
    protected abstract RedisSettings settings();

    @Test
    @Tag("P4")
    void whatIsPublishedWithoutANodeIsHeardByOne() {
        Channel file = new Channel("file", "file_a");
        try (LiveNode node = LiveNode.over(settings());
                RedisPublisher publisher = RedisPublisher.open(settings(), ChannelTypes.defaults())) {
            RecordingTransport ann = node.subscribe("user_ann", file);
            assertThat(Concurrently.await(publisher.publish(Publication.of(file, "e.1", 1))))
                    .isInstanceOf(PublishResult.Durable.class);
            ann.await("e.1", LiveNode.DEADLINE);
        }
    }

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
