package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.content;
import static io.bush.realtime.testkit.contract.Probe.positions;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link EventLogContract} that compares long random histories with {@link LogModel}. */
abstract class EventLogHistory {

    private static final int STEPS = 5_000;
    private static final Retention BRIEF = new Retention(20, Duration.ofMinutes(60), Duration.ofMinutes(300));
    /** No multiple of it comes close to an age in {@link #BRIEF}, so a back end's clock need not be exact. */
    private static final Duration TICK = Duration.ofMinutes(7);

    private Subject subject;
    private Probe log;

    EventLogHistory() {}

    /** As {@link EventLogContract#open}. */
    abstract Subject fresh();

    @BeforeEach
    void openTheLog() {
        subject = fresh();
        log = new Probe(subject);
    }

    @AfterEach
    void closeTheLog() {
        subject.backplane().close();
    }

    Probe log() {
        return log;
    }

    Subject subject() {
        return subject;
    }

    @Test
    @Tag("P2")
    @Tag("P4")
    void aLongRandomHistoryDiffersNowhereFromItsModel() {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = 1; seed <= 3; seed++) {
            new History(new Channel("file", "file_seed" + seed), new Random(seed), seen).run();
        }

        assertThat(seen.keySet())
                .containsExactly(
                        "AHEAD",
                        "DIVERGED",
                        "EPOCH_CHANGED",
                        "EXPIRED",
                        "anew",
                        "missed",
                        "nothing",
                        "repeated",
                        "young");
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(historySteps() / 250));
    }

    /**
     * Says how long each of the random histories is. Where the same scripts or code are tested at full length elsewhere, a
     * short one shows that they are put together well.
     *
     * @return operations, 1,000 or more; 5,000 unless overridden
     */
    protected int historySteps() {
        return STEPS;
    }

    /** One channel's history. */
    private final class History {
        private final Channel channel;
        private final Random random;
        private final Map<String, Integer> seen;
        private final LogModel model;
        /** Positions somebody may come back with, real and forged. */
        private final List<Position> claims = new ArrayList<>();
        /** Time passed so far. */
        private Duration now = Duration.ZERO;

        History(Channel channel, Random random, Map<String, Integer> seen) {
            this.channel = channel;
            this.random = random;
            this.seen = seen;
            this.model = new LogModel(channel, BRIEF);
        }

        void run() {
            int steps = historySteps();
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> pass(random.nextInt(60) == 0 ? 50 : random.nextInt(3));
                    case 1 -> headOrStartAnew();
                    case 2, 3, 4, 5, 6, 7 -> append(random.nextInt(4) == 0 ? "row-" + random.nextInt(5) : null);
                    default -> read();
                }
            }
        }

        private void pass(int ticks) {
            log.pass(TICK.multipliedBy(ticks));
            now = now.plus(TICK.multipliedBy(ticks));
        }

        private void headOrStartAnew() {
            if (random.nextInt(4) == 0) {
                startAnew(TICK.multipliedBy(random.nextInt(20)).plusMinutes(3));
            } else {
                head();
            }
        }

        private void startAnew(Duration age) {
            Position head = Probe.await(subject.backplane().eventLog().startAnew(channel, BRIEF, age));
            if (!model.forgotten(now) && !model.younger(age, now)) {
                assertThat(claims).extracting(Position::epoch).doesNotContain(head.epoch());
                model.begin(head.epoch(), now);
                count("anew");
            } else if (!model.forgotten(now)) {
                count("young");
            }
            used(head.epoch());
            assertThat(head).isEqualTo(model.head());
        }

        private void head() {
            Position head = Probe.await(subject.backplane().eventLog().heads(List.of(channel), BRIEF))
                    .get(0);
            used(head.epoch());
            assertThat(head).isEqualTo(model.head());
        }

        private void append(@Nullable String key) {
            AppendResult result = log.append(content(channel, "{}"), BRIEF, key);
            Position position = Probe.stored(result);
            Position earlier = model.underKey(key, now);
            if (earlier != null) {
                assertThat(result).isEqualTo(new AppendResult.Stored(earlier, AppendResult.Origin.EARLIER_CALL));
                model.use(now);
                count("repeated");
                return;
            }
            used(position.epoch());
            assertThat(position.offset()).isEqualTo(model.head().offset() + 1);
            assertThat(result).isEqualTo(new AppendResult.Stored(position, AppendResult.Origin.THIS_CALL));
            model.append(position, key, now);
            claims.add(position);
        }

        private void read() {
            Position claim = claim();
            Replay replay = log.read(channel, claim, BRIEF, ReadLimit.WHOLE);
            used(replay.head().epoch());
            assertThat(replay.head()).isEqualTo(model.head());
            ResetReason gap = model.gap(claim, now);
            if (gap != null) {
                assertThat(replay).isEqualTo(new Replay.Gap(gap, model.head()));
                count(gap.name());
                return;
            }
            List<Position> missed = positions(Probe.missed(replay));
            assertThat(missed).isEqualTo(model.after(claim));
            count(missed.isEmpty() ? "nothing" : "missed");
        }

        /** Mostly a recent position, sometimes an old one, sometimes one that never was. */
        private Position claim() {
            if (claims.isEmpty()) {
                return Position.start(channel, Position.epoch(1, 1));
            }
            int back = random.nextInt(random.nextInt(8) == 0 ? claims.size() : Math.min(claims.size(), 25));
            Position real = claims.get(claims.size() - 1 - back);
            return switch (random.nextInt(8)) {
                case 0 -> new Position(real.epoch(), real.offset(), Position.tag(random.nextInt()));
                case 1 -> new Position(real.epoch(), real.offset() + 1 + random.nextInt(30), real.tag());
                case 2 -> Position.start(channel, real.epoch());
                default -> real;
            };
        }

        private void used(String epoch) {
            if (model.forgotten(now)) {
                assertThat(claims).extracting(Position::epoch).doesNotContain(epoch);
                model.begin(epoch, now);
            }
            model.use(now);
        }

        private void count(String outcome) {
            seen.merge(outcome, 1, Integer::sum);
        }
    }
}
