package io.bush.realtime.simulation;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.testkit.history.Outcome;
import io.bush.realtime.testkit.history.Story;
import io.bush.realtime.transport.ConnectionLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One history of one node, from its seed: a disturbed time, then healing and silence, then the end. */
final class Simulation {

    private final long seed;
    private final Scene scene;
    private final List<Channel> channels = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimBackplane> backplanes = new ArrayList<>(1);
    private final RealtimeNode node;
    private final Engine engine;

    private Simulation(long seed, boolean readable) {
        this.seed = seed;
        scene = new Scene(seed, readable);
        Swarm swarm = scene.swarm;
        List<String> ids = List.of("room_a", "room_b", "room_c", "room_d");
        ids.subList(0, swarm.channels).forEach(id -> channels.add(new Channel("room", id)));
        node = RealtimeNode.builder()
                .channelType(new ChannelType(
                        "room", Pattern.compile("room_[a-z]"), swarm.retention, swarm.minimumInterval, swarm.features))
                .commentChannels(new SimComments(scene, channels))
                .authenticator(credentials -> CompletableFuture.completedFuture(authenticate(credentials.token())))
                .authorizer(new SimAuthorizer(scene, clients))
                .settings(settings(swarm))
                .listener(new Watch(scene, this::spilled))
                .runtime(scene.world.runtime())
                .backplane(runtime -> {
                    SimBackplane made =
                            new SimBackplane(scene, Backplane.inMemory().create(runtime), channels);
                    backplanes.add(made);
                    return made;
                })
                .build();
        engine = new Engine(node);
        for (int i = 0; i < swarm.clients; i++) {
            int one = i % (swarm.members + swarm.guests);
            boolean guest = one >= swarm.members;
            String who = guest ? "share_" + (char) ('p' + one) : "user_" + (char) ('a' + one);
            clients.add(new SimClient(scene, node, backplane(), "c" + (i + 1), who, guest));
        }
    }

    private SimBackplane backplane() {
        return backplanes.get(0);
    }

    private static RealtimeSettings settings(Swarm swarm) {
        Limit many = new Limit(10_000, Duration.ofMillis(100));
        ConnectionLimits limits = ConnectionLimits.DEFAULT;
        return RealtimeSettings.DEFAULT
                .with(new RateLimits(many, many, many, many, many, many, many))
                .with(swarm.outbound)
                .with(swarm.repair)
                .with(new LockSettings(swarm.lockTtl, swarm.locksPerUser))
                .with(new ConnectionLimits(
                        limits.perUser(),
                        limits.perShare(),
                        swarm.subscriptions,
                        limits.messageBytes(),
                        limits.authDeadline(),
                        limits.unauthenticated(),
                        limits.failedAuthsPerMinute(),
                        limits.attemptsPerMinute()))
                .with(new AccessTiming(Swarm.ASK_DEADLINE, swarm.recheck, swarm.secondLook, Swarm.UNAVAILABLE_AFTER));
    }

    private @Nullable Authentication authenticate(String token) {
        int at = token.indexOf('@');
        String who = token.substring(token.indexOf(':') + 1, at < 0 ? token.length() : at);
        Instant end =
                at < 0 ? null : scene.world.time().wallTime().plusSeconds(Long.parseLong(token.substring(at + 1)));
        return new Authentication(
                token.startsWith("guest:") ? Principal.ShareGuest.of(who) : new Principal.Member(who, null, null), end);
    }

    /** Tells a history. */
    static Outcome<Seen> tell(long seed, Story.Detail detail) {
        return new Simulation(seed, detail == Story.Detail.LINES).run();
    }

    /** For another class loader: the fingerprint of a history. */
    static long fingerprint(long seed) {
        return tell(seed, Story.Detail.OUTCOME).fingerprint();
    }

    private Outcome<Seen> run() {
        try {
            disturbed();
            quiet();
            end();
        } catch (RuntimeException | AssertionError e) {
            scene.verdict.broken("engine", "threw " + e);
            scene.trace.note("threw " + e + " at "
                    + List.of(e.getStackTrace()).subList(0, Math.min(8, e.getStackTrace().length)));
        }
        return new Outcome<>(
                seed, scene.verdict.what(), scene.trace.hash(), scene.trace.steps(), scene.seen(), scene.trace.tail());
    }

    private void disturbed() {
        Workload workload = new Workload(scene, node, backplane(), channels, clients);
        clients.forEach(SimClient::connect);
        for (int i = 0; i < scene.swarm.steps && scene.verdict.kept(); i++) {
            workload.step();
            pause();
            checkBounds();
        }
    }

    private void pause() {
        int choice = scene.random.nextInt(10);
        if (choice < 3) {
            int some = 1 + scene.random.nextInt(6);
            for (int i = 0; i < some; i++) {
                scene.world.executor().runOne();
            }
        } else if (choice < 7) {
            scene.world.advance(
                    Duration.ofNanos((long) (scene.random.nextDouble() * scene.swarm.paceMillis * 1_000_000)));
        }
    }

    private void spilled(String connectionId) {
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (check != null && check.id().equals(connectionId)) {
                check.spilled();
            }
        }
    }

    private void checkBounds() {
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            long queued = check == null ? 0 : engine.queuedBytes(check.id());
            if (check != null && queued > check.queueBound()) {
                scene.verdict.broken("P9", queued + " bytes wait for " + check);
            }
        }
    }

    /** Heals everything, publishes nothing, and lets time pass. */
    private void quiet() {
        if (!scene.verdict.kept()) {
            return;
        }
        scene.trace.note("-- heal");
        long healedAt = scene.now();
        scene.faults.heal(() -> scene.now() - healedAt);
        backplane().simulatedBus().heal();
        scene.outage.end();
        for (SimClient client : clients) {
            SimTransport transport = client.transport();
            if (transport != null) {
                transport.unstall();
            }
        }
        new Aftermath(scene, channels, clients, new QuietLosses(scene, node, backplane(), channels, clients)).pass();
        checkBounds();
        scene.trace.note("-- converged?");
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (check != null) {
                check.requireConverged();
            }
        }
    }

    /** Ends every connection, then the node; nothing may be left of either. */
    private void end() {
        if (!scene.verdict.kept()) {
            return;
        }
        for (SimClient client : clients) {
            SimTransport transport = client.transport();
            if (transport != null) {
                transport.lose();
            }
        }
        scene.world.advance(Duration.ofSeconds(10));
        NodeStats.Reading reading = node.stats().reading();
        if (reading.done() < reading.asked()) {
            scene.saw(Seen.READINGS_SHARED);
        }
        nothingLeft("readings", reading.underWay() + reading.waiting());
        // The node's own, through which it hears of access changes, stays until the node is closed.
        nothingLeft(
                "subscribed on the bus",
                Math.abs(backplane().simulatedBus().wanted().size() - 1));
        nothingLeft("channels", node.stats().channels());
        nothingLeft("connections", node.stats().connections());
        for (SimClient client : clients) {
            backplane().connectionLeases().count(client.who()).thenAccept(count -> nothingLeft("leases", count));
        }
        node.close();
        scene.world.advance(Duration.ofSeconds(10));
        nothingLeft("subscribed on the bus", backplane().simulatedBus().wanted().size());
        nothingLeft("timers", scene.world.time().pending());
        nothingLeft("tasks", scene.world.executor().pending());
    }

    private void nothingLeft(String what, int count) {
        if (count != 0) {
            scene.verdict.broken("P9", count + " " + what + " are left at the end");
        }
    }
}
