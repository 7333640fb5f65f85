package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import io.bush.realtime.time.SystemTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Presence, locks, signals and access taken back on real threads, through the whole node. */
class ConcurrentCollaborationFlowTest {

    private static final int RACES = 60;
    private static final int CLIENTS = 4;

    private final SystemTime time = SystemTime.start(3);
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final RealtimeNode node = RealtimeNode.builder()
            .authenticator(credentials -> CompletableFuture.completedFuture(FlowWorld.read(credentials.token())))
            .authorizer((principal, channel) ->
                    CompletableFuture.supplyAsync(() -> Grant.allow("tag:" + principal.id()), threads))
            .commentChannels(comment -> CompletableFuture.completedFuture(FILE))
            .settings(ThreadedPeer.patient())
            .runtime(time.runtime())
            .build();

    @AfterEach
    void end() {
        node.close();
        threads.shutdown();
        time.close();
    }

    private ThreadedPeer subscribed(String user) {
        ThreadedPeer peer = new ThreadedPeer(node, time, threads, user);
        peer.act("subscribe", FILE, "");
        peer.await("subscription.confirmed", 1);
        return peer;
    }

    /**
     * What somebody is told of whether anybody is there, change by change. Who is held back for a moment, because the machine
     * was stopped for longer than a node trusts itself, is shown the whole picture in its place; that is no news where it says
     * what is known.
     */
    private static List<Boolean> told(ThreadedPeer peer) {
        List<Boolean> changes = new ArrayList<>();
        boolean there = false;
        for (Sent sent : peer.seen.sent()) {
            String name = sent.name();
            boolean picture = name.equals("presence.state");
            boolean now = name.equals("presence.update")
                    || (picture && sent.json().get("total").asInt() > 0);
            if (picture ? now != there : now || name.equals("presence.leave")) {
                changes.add(now);
                there = now;
            }
        }
        return changes;
    }

    private static int news(ThreadedPeer peer, String one, String whole) {
        return peer.seen.frames(one).size() + peer.seen.frames(whole).size();
    }

    /** The ways in which a tab ends at once. */
    private static void leave(ThreadedPeer tab, int way) {
        switch (way) {
            case 0 -> tab.wire.onClosed(1000);
            case 1 -> tab.act("unsubscribe", FILE, "");
            default -> tab.act("presence", FILE, ",'state':null");
        }
    }

    @Test
    @Tag("P7")
    void twoTabsThatCloseAtTheSameInstantAreOneLeave() {
        ThreadedPeer bob = subscribed("user_bob");
        for (int race = 1; race <= RACES; race++) {
            List<ThreadedPeer> tabs = List.of(subscribed("user_ann"), subscribed("user_ann"));
            tabs.forEach(tab -> tab.act("presence", FILE, ",'state':{'status':'viewing'}"));
            int before = 2 * (race - 1);
            bob.until(() -> told(bob).size() > before, "that somebody is there");
            // Both have said it before either leaves.
            tabs.forEach(tab -> tab.send("{'action':'ping'}"));
            tabs.forEach(tab -> tab.await("pong", 1));
            int ways = race;
            AtomicInteger next = new AtomicInteger();
            Concurrently.together(2, () -> {
                int mine = next.getAndIncrement();
                leave(tabs.get(mine), (mine == 0 ? ways : ways / 3) % 3);
                return true;
            });
            bob.until(() -> told(bob).size() > before + 1, "that nobody is there");
            tabs.forEach(tab -> tab.wire.onClosed(1000));
        }
        // Whoever subscribes now is behind everything: nothing more is under way.
        assertThat(subscribed("user_cat")
                        .seen
                        .await("presence.state", ThreadedPeer.PATIENCE)
                        .get("total")
                        .asInt())
                .isZero();

        List<Boolean> comeAndGone = new ArrayList<>();
        for (int race = 1; race <= RACES; race++) {
            comeAndGone.addAll(List.of(true, false));
        }
        assertThat(told(bob)).isEqualTo(comeAndGone);
        bob.assertInOrder();
    }

    @Test
    @Tag("P8")
    void oneHoldsALockAtATimeAndTokensOnlyGrow() {
        AtomicInteger holders = new AtomicInteger();
        List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        List<ThreadedPeer> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(subscribed("user_" + i));
        }
        List<Integer> most = Concurrently.together(CLIENTS, () -> {
            ThreadedPeer mine = clients.get(next.getAndIncrement());
            int together = 0;
            int refused = 0;
            int granted = 0;
            while (granted < RACES) {
                int givenBack = news(mine, "comment.unlocked", "lock.state");
                int[] answers = {refused, granted};
                mine.act("comment.lock", FILE, ",'comment_id':'comment_a'");
                mine.until(
                        () -> mine.seen.frames("error").size() > answers[0]
                                || mine.seen.frames("comment.lock.granted").size() > answers[1],
                        "an answer");
                if (mine.seen.frames("error").size() > refused) {
                    refused++;
                    // Whoever holds it may be stopped for long: to ask all the while would exceed any limit.
                    mine.until(() -> news(mine, "comment.unlocked", "lock.state") > givenBack, "that it is given back");
                    continue;
                }
                granted++;
                together = Math.max(together, holders.incrementAndGet());
                JsonNode grant = mine.seen.frames("comment.lock.granted").get(granted - 1);
                tokens.add(grant.get("lock_token").asLong());
                holders.decrementAndGet();
                mine.send("{'action':'comment.unlock','comment_id':'comment_a','lock_token':" + grant.get("lock_token")
                        + ",'ref':'r'}");
            }
            return together;
        });

        assertThat(most).containsOnly(1);
        assertThat(tokens).hasSize(CLIENTS * RACES).isSorted().doesNotHaveDuplicates();
        clients.forEach(ThreadedPeer::assertInOrder);
    }

    @Test
    @Tag("P5")
    @Tag("P6")
    void nothingOfAChannelComesOutsideItsSubscriptionWhateverRaces() {
        List<ThreadedPeer> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(subscribed("user_" + i));
        }
        AtomicInteger next = new AtomicInteger();
        Concurrently.together(CLIENTS, () -> {
            int number = next.getAndIncrement();
            SplittableRandom random = new SplittableRandom(number);
            for (int move = 0; move < 5 * RACES; move++) {
                move(clients.get(number), random, move);
            }
            return true;
        });
        clients.forEach(client -> client.act("unsubscribe", FILE, ""));
        clients.forEach(client -> client.send("{'action':'ping'}"));
        clients.forEach(client -> client.await("pong", 1));

        clients.forEach(ThreadedPeer::assertInOrder);
        assertThat(clients.stream().flatMap(client -> client.seen.names().stream()))
                .contains("presence.update", "presence.leave", "signal", "comment.locked", "comment.unlocked")
                .contains("subscription.revoked", "comment.lock.lost");
        // Nobody is subscribed, so nobody is present and nothing is locked, as soon as the stores have heard of it.
        long end = time.nanoTime() + ThreadedPeer.PATIENCE.toNanos();
        while (!Concurrently.await(node.present(FILE)).isEmpty()
                || !Concurrently.await(node.locks().held(FILE)).isEmpty()) {
            assertThat(time.nanoTime() - end).isNegative();
        }
    }

    private void move(ThreadedPeer mine, SplittableRandom random, int move) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> {
                mine.act("subscribe", FILE, ",'ref':'" + move + "'");
                if (random.nextInt(4) > 0) {
                    mine.awaitAnswer(Integer.toString(move));
                }
            }
            case 3 -> mine.act("unsubscribe", FILE, "");
            case 4 -> Concurrently.await(node.revoke(AccessSelector.user("user_" + random.nextInt(CLIENTS))));
            case 5, 6 -> mine.act("comment.lock", FILE, ",'comment_id':'comment_" + random.nextInt(3) + "'");
            case 7, 8, 9 -> mine.act("signal", FILE, ",'event':'cursor.moved','data':" + move);
            case 10 -> mine.act("presence", FILE, ",'state':null");
            default -> mine.act("presence", FILE, ",'state':{'status':'viewing','at':" + move + "}");
        }
    }
}
