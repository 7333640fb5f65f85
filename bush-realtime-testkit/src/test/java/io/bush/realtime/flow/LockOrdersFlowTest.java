package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lock, expiry, renew, takeover, drop and revoke in all orders, while the store's answers and announcements are late. */
@Tag("P8")
@Tag("P5")
class LockOrdersFlowTest {

    private static final int SEEDS = 60;
    private static final int STEPS = 80;
    private static final List<String> COMMENTS = List.of("comment_a1", "comment_a2");
    private static final Limit WIDE = new Limit(10_000, Duration.ofSeconds(60));

    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void whatEverybodyBelievesIsTrueWheneverThingsComeToRest() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (History history = new History(seed)) {
                history.run();
            }
        }

        assertThat(seen.keySet())
                .contains(
                        "comment.lock.granted",
                        "comment.locked",
                        "comment.unlocked expired",
                        "comment.unlocked released",
                        "comment.lock.lost expired",
                        "comment.lock.lost revoked",
                        "comment.lock.lost taken_over",
                        "error comment.locked",
                        "error lock_lost");
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(10));
    }

    /** A tab of a user, which comes back whenever it was dropped. */
    private static final class Tab {

        private final String user;
        private FlowWorld.Peer peer;
        /** What it thinks it holds: the last grant of each comment. */
        private final Map<String, JsonNode> believed = new TreeMap<>();
        /** The token it had last, for each comment; kept over a drop. */
        private final Map<String, Long> tokens = new TreeMap<>();
        /** How many frames of its socket were taken note of. */
        private int read;

        Tab(String user, FlowWorld.Peer peer) {
            this.user = user;
            this.peer = peer;
        }
    }

    private final class History implements AutoCloseable {

        private final Random random;
        private final FlowWorld world;
        private final List<Tab> tabs = new ArrayList<>();
        private final FlowWorld.Peer observer;
        /** What the observer sees locked: comment and user. */
        private final Map<String, String> picture = new TreeMap<>();

        private int observed;
        /** When each lock ends that the observer saw. */
        private final Map<String, Instant> ends = new TreeMap<>();

        History(long seed) {
            random = new Random(seed);
            RateLimits rates = new RateLimits(WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE);
            world = FlowWorld.collaborative(builder ->
                    builder.commentChannels(Locking::channelOf).settings(RealtimeSettings.DEFAULT.with(rates)));
            observer = world.connect("user_observer").subscribe(FILE);
            for (String user : List.of("user_ann", "user_ann", "user_bob")) {
                tabs.add(new Tab(user, world.connect(user).subscribe(FILE)));
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                Tab tab = tabs.get(random.nextInt(tabs.size()));
                String comment = COMMENTS.get(random.nextInt(COMMENTS.size()));
                long token = tab.tokens.getOrDefault(comment, 1L);
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3 -> Locking.lock(tab.peer, comment);
                    case 4, 5, 6 -> Locking.renew(tab.peer, comment, token);
                    case 7 -> Locking.unlock(tab.peer, comment, token);
                    case 8 -> comeBack(tab, 1006);
                    case 9 -> comeBack(tab, 1000);
                    case 10 -> tab.peer.unsubscribe(FILE).subscribe(FILE);
                    case 11 -> {
                        world.node.revoke(AccessSelector.user(tab.user));
                        world.world.settle();
                        tabs.stream()
                                .filter(other -> other.user.equals(tab.user))
                                .forEach(other -> other.peer.subscribe(FILE));
                    }
                    case 12 -> world.backplane.locking = ScriptedBackplane.Answers.LATE;
                    case 13 -> world.backplane.events = ScriptedBackplane.Events.HELD;
                    case 14 -> world.backplane.deliver();
                    default -> rest();
                }
                tabs.forEach(this::read);
            }
            rest();
        }

        private void comeBack(Tab tab, int code) {
            tab.peer.wire.onClosed(code);
            world.world.settle();
            read(tab);
            tab.believed.clear();
            tab.read = 0;
            tab.peer = world.connect(tab.user).subscribe(FILE);
        }

        /** Everything arrives, some time passes, and then everybody must be right. */
        private void rest() {
            world.backplane.heal();
            world.world.settle();
            world.seconds(random.nextInt(4) * 9L);
            tabs.forEach(this::read);
            observe();
            Instant now = world.world.time().wallTime();
            Map<String, String> truth = new TreeMap<>();
            for (HeldLock lock : world.now(world.node.locks().held(FILE))) {
                truth.put(lock.name().id(), lock.owner().user().id());
            }
            // What ran out in the last moment is announced with the next beat.
            picture.keySet().removeIf(comment -> !truth.containsKey(comment) && endsBy(comment, now));
            assertThat(picture).isEqualTo(truth);
            for (Tab tab : tabs) {
                tab.believed.forEach((comment, grant) -> {
                    long token = grant.get("lock_token").asLong();
                    if (Instant.parse(grant.get("expires_at").asText()).isAfter(now)) {
                        assertThat(world.now(world.node.locks().verify(comment, token)))
                                .as("%s of %s", comment, tab.user)
                                .isTrue();
                    }
                });
            }
        }

        private boolean endsBy(String comment, Instant now) {
            return !ends.getOrDefault(comment, Instant.MAX).isAfter(now);
        }

        private void observe() {
            List<Sent> sent = observer.everything();
            for (; observed < sent.size(); observed++) {
                JsonNode frame = sent.get(observed).json();
                String comment = frame.path("comment_id").asText();
                switch (frame.path("type").asText()) {
                    case "comment.locked" -> {
                        picture.put(comment, frame.get("user").get("id").asText());
                        ends.put(comment, Instant.parse(frame.get("expires_at").asText()));
                    }
                    case "comment.unlocked" -> picture.remove(comment);
                    case "lock.state" -> picture.clear();
                    default -> {
                        // not about locks
                    }
                }
            }
        }

        private void read(Tab tab) {
            List<Sent> sent = tab.peer.everything();
            for (; tab.read < sent.size(); tab.read++) {
                JsonNode frame = sent.get(tab.read).json();
                String type = frame.path("type").asText();
                String comment = frame.path("comment_id").asText();
                String detail =
                        frame.path("reason").asText() + frame.path("code").asText();
                if (type.startsWith("comment.") || type.equals("error")) {
                    seen.merge((type + " " + detail).strip(), 1, Integer::sum);
                }
                switch (type) {
                    case "comment.lock.granted" -> granted(tab, comment, frame);
                    case "comment.lock.lost", "comment.unlocked" -> tab.believed.remove(comment);
                    case "subscription.revoked", "unsubscribed" -> tab.believed.clear();
                    case "error" -> {
                        if (detail.equals("lock_lost")) {
                            tab.believed.remove(comment);
                        }
                    }
                    default -> {
                        // not about locks
                    }
                }
            }
        }

        private void granted(Tab tab, String comment, JsonNode frame) {
            long token = frame.get("lock_token").asLong();
            tab.believed.put(comment, frame);
            tab.tokens.put(comment, token);
        }

        @Override
        public void close() {
            world.close();
        }
    }
}
