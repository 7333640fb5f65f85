package io.bush.realtime.client.walk;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.client.walk.net.WalkSocket;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.user.BusyUser;
import io.bush.realtime.client.walk.user.Rivals;
import io.bush.realtime.client.walk.user.Together;
import io.bush.realtime.client.walk.user.WalkClient;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.client.walk.world.Weather;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.testkit.history.Outcome;
import io.bush.realtime.testkit.history.Story;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Two clients that want more than their server allows: 50 channels each, presence that changes in all of them, locks, signals
 * and calls, against limits that are not the usual ones. One connection is cut and the server crashes under them. In the end
 * everything has to be as if nobody had been in a hurry (contract §3.4, P12).
 */
final class FullHouse {

    static final int CHANNELS = 50;
    /** The most a user may have. */
    private static final int LOCKS = 10;

    private static final Duration STEP = Duration.ofMillis(200);
    private static final int STEPS = 100;

    private final Scene scene;
    private final WalkServer server;
    private final BusyUser one;
    private final BusyUser other;
    private final List<WalkClient> clients;

    private FullHouse(long seed, boolean readable) {
        scene = new Scene(seed, readable, random -> new Weather(CHANNELS));
        server = new WalkServer(scene, RealtimeSettings.DEFAULT.with(limits(scene.random)));
        Rivals rivals = new Rivals();
        one = new BusyUser(scene, server, rivals, "user_a");
        other = new BusyUser(scene, server, rivals, "user_b");
        clients = List.of(one.client, other.client);
    }

    private static RateLimits limits(Random random) {
        RateLimits usual = RateLimits.DEFAULT;
        return new RateLimits(
                // Ten locks alone are renewed sixty times.
                new Limit(90 + random.nextInt(20), Duration.ofSeconds(60)),
                new Limit(2 + random.nextInt(20), Duration.ofSeconds(60)),
                new Limit(4 + random.nextInt(8), Duration.ofSeconds(10)),
                new Limit(4 + random.nextInt(4), Duration.ofSeconds(60)),
                new Limit(2 + random.nextInt(10), Duration.ofSeconds(1)),
                usual.hits(),
                usual.invalid());
    }

    /** Tells a history. */
    static Outcome<Seen> tell(long seed, Story.Detail detail) {
        FullHouse house = new FullHouse(seed, detail == Story.Detail.LINES);
        try {
            house.arrive();
            house.hurry();
            house.cut();
            house.hurry();
            house.server.crash();
            house.hurry();
            house.settle();
            house.speak();
            house.end();
        } catch (RuntimeException | AssertionError failure) {
            house.scene.broken("house", String.valueOf(failure));
        }
        return house.scene.outcome();
    }

    private void arrive() {
        one.arrive();
        other.arrive();
        scene.world.advance(Duration.ofSeconds(5));
        clients.forEach(WalkClient::judgeConnected);
        one.lockLate(LOCKS);
        other.lockLate(LOCKS);
    }

    /** Everybody does something everywhere, all the time. */
    private void hurry() {
        for (int step = 0; step < STEPS; step++) {
            one.hurry();
            other.hurry();
            server.publish(scene.any(server.channels));
            if (scene.chance(0.1)) {
                scene.any(clients).call();
            }
            scene.world.advance(STEP);
        }
    }

    private void cut() {
        one.judgeLockedLate();
        other.judgeLockedLate();
        WalkSocket socket = one.client.net.connected();
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        socket.cut();
    }

    /** Nobody does anything: what was said last becomes true, then everybody falls idle. */
    private void settle() {
        one.keepLocks(LOCKS);
        other.keepLocks(LOCKS);
        scene.world.advance(Duration.ofMinutes(9));
        clients.forEach(WalkClient::judgeConnected);
        clients.forEach(WalkClient::judgeStreams);
        one.judgeLocks(LOCKS);
        other.judgeLocks(LOCKS);
        new Together(scene, server, clients).judge();
        int known = server.node().stats().subscriptions();
        if (known != CHANNELS * clients.size()) {
            scene.broken("P12", "the node has " + known + " subscriptions, not all of them");
        }
    }

    /** Who speaks no faster than the limit is heard each time. */
    private void speak() {
        for (int channel = 0; channel < CHANNELS; channel++) {
            int before = other.heard(channel);
            one.say(channel);
            scene.world.advance(Duration.ofSeconds(1));
            if (other.heard(channel) != before + 1) {
                scene.broken("§2", "a signal in " + server.channels.get(channel) + " was not heard");
            }
        }
    }

    private void end() {
        clients.forEach(WalkClient::close);
        scene.world.advance(Duration.ofSeconds(30));
        clients.forEach(WalkClient::judgeClosed);
        server.close();
    }
}
