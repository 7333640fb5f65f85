package io.bush.realtime.testkit.contract.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.contract.Subject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * What the contracts of a {@code PresenceStore} have in common. Whatever a test is about, all that was told has to fit
 * together after it: an unbroken chain of revisions, joined before changed before left. Thread safety: none, as any test
 * class.
 */
@Tag("P7")
@Tag("contract-3.10")
public abstract class PresenceContract {

    private Subject subject;
    private PresenceProbe probe;

    PresenceContract() {}

    /**
     * Makes the store to be tested, before each test.
     *
     * @return a fresh, empty back end; the test closes it
     */
    protected abstract Subject open();

    /**
     * Says how long the store may take to tell what it has stored.
     *
     * @return 30 s, unless overridden
     */
    protected Duration patience() {
        return Concurrently.DEADLINE;
    }

    final PresenceProbe probe() {
        return probe;
    }

    @BeforeEach
    void openTheStore() {
        subject = open();
        probe = new PresenceProbe(subject, patience());
    }

    @AfterEach
    void closeTheStore() {
        try {
            assertThat(probe.offences()).isEmpty();
        } finally {
            subject.backplane().close();
        }
    }
}
