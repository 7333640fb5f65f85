package io.bush.realtime.client.walk;

import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.walk.net.WalkSocket;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.user.Rivals;
import io.bush.realtime.client.walk.user.Together;
import io.bush.realtime.client.walk.user.WalkClient;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.client.walk.world.Weather;
import io.bush.realtime.testkit.history.Outcome;
import io.bush.realtime.testkit.history.Story;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One history from its seed: a disturbed time, then healing and quiet, then the end. */
final class Walk {

    private final Scene scene;
    private final WalkServer server;
    private final List<WalkClient> clients = new ArrayList<>();

    private Walk(long seed, boolean readable) {
        scene = new Scene(seed, readable);
        server = new WalkServer(scene);
        Rivals rivals = new Rivals();
        for (int i = 0; i < scene.weather.clients; i++) {
            boolean tab = i > 0 && scene.weather.tabs;
            String user = "user_" + (char) ('a' + (tab ? 0 : i));
            clients.add(new WalkClient(scene, server, rivals, user, tab ? user + "_" + i : user));
        }
    }

    /** Tells a history. */
    static Outcome<Seen> tell(long seed, Story.Detail detail) {
        Walk walk = new Walk(seed, detail == Story.Detail.LINES);
        try {
            walk.disturbed();
            walk.healed();
            walk.end();
        } catch (RuntimeException | AssertionError failure) {
            walk.scene.broken("walk", String.valueOf(failure));
        }
        return walk.scene.outcome();
    }

    /** For classes of another loader. */
    static long fingerprint(long seed) {
        return tell(seed, Story.Detail.OUTCOME).fingerprint();
    }

    private void disturbed() {
        clients.forEach(WalkClient::connect);
        for (int i = 0; i < scene.weather.steps; i++) {
            weather();
            act(scene.any(clients));
            for (int n = scene.random.nextInt(4); n > 0; n--) {
                server.publish(scene.any(server.channels));
            }
            scene.world.advance(pause());
        }
    }

    private Duration pause() {
        return switch (scene.random.nextInt(12)) {
            case 0 -> Duration.ZERO;
            case 1, 2, 3 -> Duration.ofMillis(scene.random.nextInt(50));
            case 4 -> Duration.ofSeconds(scene.random.nextInt(40));
            case 5 -> Duration.ofSeconds(scene.random.nextInt(15));
            default -> Duration.ofMillis(scene.random.nextInt(3_000));
        };
    }

    private void weather() {
        Weather weather = scene.weather;
        if (scene.chance(weather.restart) && !server.isDown()) {
            if (scene.random.nextBoolean()) {
                server.crash();
            } else {
                server.drain();
            }
        }
        if (scene.chance(weather.outage)) {
            weather.networkUp = false;
            clients.forEach(it -> onSocket(it, WalkSocket::breakSilently));
            scene.later(60_000, () -> weather.networkUp = true);
        }
        if (scene.chance(weather.blockSockets)) {
            weather.socketsPass = false;
            clients.forEach(it -> onSocket(it, WalkSocket::cut));
            scene.later(600_000, () -> weather.socketsPass = true);
        }
        if (scene.chance(weather.keysLost)) {
            scene.saw(Seen.TOKENS_ALL_REFUSED);
            weather.keysKnown = false;
            scene.later(60_000, () -> weather.keysKnown = true);
        }
        if (scene.chance(weather.shortTokens)) {
            scene.saw(Seen.TOKENS_OVER_AT_ONCE);
            weather.tokensLast = false;
            scene.later(60_000, () -> weather.tokensLast = true);
        }
        if (scene.chance(weather.leap)) {
            leap();
        }
        if (scene.chance(weather.sourceDown)) {
            scene.saw(Seen.TOKEN_SOURCE_DOWN);
            weather.sourceUp = false;
            scene.later(60_000, () -> weather.sourceUp = true);
        }
        if (scene.chance(weather.unavailable)) {
            weather.authorizerUp = false;
            scene.later(45_000, () -> weather.authorizerUp = true);
        }
    }

    /** The machine was put aside with everybody on it. The monotonic clock knows nothing of it. */
    private void leap() {
        scene.saw(Seen.WALL_CLOCK_LEAPT);
        Duration by = Duration.ofSeconds(1 + scene.random.nextInt(3_600));
        scene.note("the wall clock leaps by " + by);
        scene.world.time().jumpWall(by);
    }

    private void onSocket(WalkClient client, Consumer<WalkSocket> what) {
        WalkSocket socket = client.net.connected();
        if (socket != null) {
            what.accept(socket);
        }
    }

    private void act(WalkClient client) {
        Weather weather = scene.weather;
        if (scene.chance(weather.cut)) {
            onSocket(client, WalkSocket::cut);
        }
        if (scene.chance(weather.halfOpen)) {
            scene.saw(Seen.HALF_OPEN);
            onSocket(client, WalkSocket::breakSilently);
        }
        if (scene.chance(weather.denial)) {
            server.deny(client.user, scene.any(server.channels));
        }
        if (scene.chance(weather.stall)) {
            client.stall(Duration.ofSeconds(scene.random.nextInt(60)));
        }
        if (scene.chance(weather.slow)) {
            client.net.slowFor(Duration.ofSeconds(10 + scene.random.nextInt(50)));
        }
        if (scene.chance(weather.hurry)) {
            client.hurry();
        }
        switch (scene.random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> client.subscribe(scene.any(server.channels));
            case 6, 7 -> client.unsubscribeAny();
            case 8, 9, 10 -> client.call();
            case 17, 18, 19 -> client.takePart();
            case 11 -> client.activity(scene.random.nextBoolean() ? Activity.ACTIVE : Activity.BACKGROUND);
            case 12, 13 -> client.connect();
            case 14 -> {
                if (scene.random.nextInt(4) == 0) {
                    client.disconnect();
                }
            }
            case 20 -> client.subscribeAgain();
            case 15 -> server.allow(client.user, scene.any(server.channels));
            case 16 -> {
                if (scene.random.nextInt(20) == 0) {
                    client.close();
                }
            }
            default -> {
                // Only time passes.
            }
        }
    }

    private void healed() {
        scene.note("everything is well");
        scene.weather.heal();
        server.allowAll();
        clients.forEach(WalkClient::goOn);
        for (int minute = 0; minute < 6; minute++) {
            clients.forEach(WalkClient::connect);
            server.channels.forEach(server::publish);
            if (minute == 1 && scene.weather.leap > 0) {
                leap();
            }
            if (minute == 3) {
                // A connection may be lost at any time; the user is still present afterwards.
                clients.stream().filter(it -> scene.random.nextBoolean()).forEach(it -> {
                    scene.saw(Seen.CUT_WHEN_ALL_WAS_WELL);
                    onSocket(it, WalkSocket::cut);
                });
            }
            scene.world.advance(Duration.ofMinutes(1));
            if (minute == 2 || minute == 4) {
                new Together(scene, server, clients).judgePresent();
            }
        }
        clients.forEach(WalkClient::keepLocks);
        // The quiet: whatever is missing has to be found without traffic.
        scene.world.advance(Duration.ofMinutes(3));
        clients.forEach(WalkClient::judgeConnected);
        clients.forEach(WalkClient::judgeStreams);
        new Together(scene, server, clients).judge();
    }

    private void end() {
        clients.forEach(WalkClient::close);
        scene.world.advance(Duration.ofSeconds(30));
        clients.forEach(WalkClient::judgeClosed);
        server.close();
        scene.world.advance(Duration.ofMinutes(3));
        if (!scene.world.quiet()) {
            scene.broken(
                    "P11",
                    scene.world.time().pending() + " timers and "
                            + scene.world.executor().pending() + " tasks are left");
        }
    }
}
