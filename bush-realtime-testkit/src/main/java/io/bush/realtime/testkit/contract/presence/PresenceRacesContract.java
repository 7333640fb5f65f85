package io.bush.realtime.testkit.contract.presence;

import static io.bush.realtime.presence.PresenceStatus.VIEWING;
import static io.bush.realtime.testkit.Concurrently.together;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.FILE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.LEASE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@code PresenceStore} has to keep of promise P7 when much happens at the same time, and over a long history.
 * Inherit it and say in {@link #open} what to test. Thread safety: none, as any test class.
 */
public abstract class PresenceRacesContract extends PresenceContract {

    private static final int RACES = 200;
    private static final int STEPS = 20_000;
    private static final PresenceStatus[] STATUSES = PresenceStatus.values();

    /** For subclasses. */
    protected PresenceRacesContract() {}

    @Test
    void twoTabsThatCloseAtTheSameInstantAreOneLeave() {
        for (int race = 1; race <= RACES; race++) {
            long first = 2L * race;
            probe().update("ann.1", first, VIEWING, 1);
            probe().update("ann.2", first, VIEWING, 1);
            AtomicInteger next = new AtomicInteger();
            together(2, () -> {
                probe().leave("ann." + next.incrementAndGet(), first + 1);
                return true;
            });

            assertThat(probe().present()).isEmpty();
        }
        assertThat(count(PresenceChange.Left.class)).isEqualTo(RACES);
        assertThat(probe().changes(FILE)).hasSize(2 * RACES);
    }

    @Test
    void tabsThatOpenAtTheSameInstantAreOneJoin() {
        for (int race = 1; race <= RACES; race++) {
            long first = 2L * race;
            AtomicInteger next = new AtomicInteger();
            together(4, () -> {
                probe().update("ann." + next.incrementAndGet(), first, VIEWING, 1);
                return true;
            });
            assertThat(probe().present()).hasSize(1);
            for (int tab = 1; tab <= 4; tab++) {
                probe().leave("ann." + tab, first + 1);
            }
        }
        assertThat(probe().changes(FILE)).hasSize(2 * RACES);
    }

    @Test
    void ofManyWhoSweepAtTheSameInstantOneTells() {
        for (int race = 1; race <= RACES / 10; race++) {
            for (int user = 0; user < 5; user++) {
                probe().update("u" + user + ".1", race, VIEWING, 1);
            }
            probe().passSeconds(65);
            together(4, probe()::sweep);

            assertThat(probe().present()).isEmpty();
        }
        assertThat(count(PresenceChange.Left.class)).isEqualTo(RACES / 10 * 5);
    }

    @Test
    void whoeverIsToldSomethingFindsItInASnapshot() {
        AtomicInteger turn = new AtomicInteger();
        List<Integer> behind = together(3, () -> {
            int mine = turn.incrementAndGet();
            int late = 0;
            for (int i = 1; i <= 1_000; i++) {
                if (mine == 1) {
                    long told = probe().revision();
                    late += probe().snapshot().revision() < told ? 1 : 0;
                } else {
                    probe().update("u" + mine + ".1", 2L * i, VIEWING, i);
                    if (i % 3 == 0) {
                        probe().leave("u" + mine + ".1", 2L * i + 1);
                    }
                }
            }
            return late;
        });

        assertThat(behind).containsOnly(0);
        assertThat(probe().present()).hasSize(2);
    }

    @Test
    void manyCallersOfManyUsersLeaveAnUnbrokenHistory() {
        AtomicInteger turn = new AtomicInteger();
        together(4, () -> {
            int mine = turn.incrementAndGet();
            Random random = new Random(mine);
            for (int i = 1; i <= 2_000; i++) {
                // Each has its own tabs, of users that all of them share.
                String connection = "u" + random.nextInt(4) + "." + mine;
                switch (random.nextInt(5)) {
                    case 0 -> probe().leave(connection, i);
                    case 1 -> probe().renew(connection, FILE);
                    case 2 -> probe().sweep();
                    default -> probe().update(connection, i, STATUSES[random.nextInt(3)], random.nextInt(3));
                }
            }
            for (int user = 0; user < 4; user++) {
                probe().leave("u" + user + "." + mine, 3_000);
            }
            return true;
        });

        assertThat(probe().present()).isEmpty();
        assertThat(probe().changes(FILE)).hasSizeGreaterThan(1_000);
    }

    @Test
    void aLongRandomHistoryIsWhatTheModelSays() {
        Random random = new Random(7);
        PresenceModel model = new PresenceModel();
        Map<String, Long> sequences = new TreeMap<>();
        List<String> connections = new ArrayList<>();
        for (int user = 0; user < 4; user++) {
            for (int tab = 0; tab < 3; tab++) {
                connections.add("u" + user + "." + tab);
            }
        }
        for (int step = 0; step < STEPS; step++) {
            String connection = connections.get(random.nextInt(connections.size()));
            boolean late = random.nextInt(10) == 0 && model.remembers(connection);
            long sequence = sequences.merge(connection, 1L, Long::sum) - (late ? 2 : 0);
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4 -> {
                    PresenceStatus status = STATUSES[random.nextInt(3)];
                    Payload state = state(status, random.nextInt(3));
                    // Time passes in steps of twenty seconds: no lease ends near one.
                    int lease = 30 + 20 * random.nextInt(3);
                    probe().update(FILE, connection, sequence, state, Duration.ofSeconds(lease));
                    model.update(connection, sequence, status, state, lease);
                }
                case 5, 6, 7, 8 -> {
                    probe().leave(connection, sequence);
                    model.leave(connection, sequence, 0);
                }
                case 9, 10 -> {
                    probe().leave(connection, sequence, Duration.ofSeconds(10));
                    model.leave(connection, sequence, 10);
                }
                case 11, 12 -> {
                    List<Channel> gone = model.renew(connection, LEASE.toSeconds() + 10) ? List.of() : List.of(FILE);
                    assertThat(probe().renew(connection, Duration.ofSeconds(70), FILE))
                            .as("step %d", step)
                            .isEqualTo(gone);
                }
                case 13 -> probe().sweep();
                default -> {
                    probe().passSeconds(20);
                    model.pass(20);
                }
            }
            if (random.nextInt(3) == 0) {
                assertThat(probe().settled(FILE)).as("step %d", step).isEqualTo(model.users());
            }
        }
        assertThat(probe().changes(FILE)).hasSizeGreaterThan(STEPS / 10);
    }

    private long count(Class<? extends PresenceChange> kind) {
        return probe().changes(FILE).stream().filter(kind::isInstance).count();
    }
}
