package io.bush.realtime.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InMemoryConnectionLeasesTest {

    private final InMemoryConnectionLeases leases = new InMemoryConnectionLeases();

    @Test
    @Tag("P9")
    void aUserWithoutConnectionsTakesNoMemory() {
        leases.acquire("user_a", "conn_1", 10);
        leases.acquire("user_b", "conn_2", 0);
        assertThat(leases.users()).isEqualTo(1);

        leases.release("user_a", "conn_1");
        assertThat(leases.users()).isZero();
    }

    @Test
    @Tag("P11")
    void afterCloseNothingIsTakenOrKept() {
        leases.acquire("user_a", "conn_1", 10);
        leases.close();

        assertThat(leases.acquire("user_a", "conn_2", 10)).isCompletedExceptionally();
        assertThat(leases.count("user_a")).isCompletedExceptionally();
        assertThat(leases.users()).isZero();
    }
}
