package io.bush.realtime.simulation;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.List;

/**
 * What is lost when everything else is well: the last event of a channel, and what finds no room. On a healed network the time
 * in which it has to be there is known, and nothing more is published that could betray it.
 */
final class QuietLosses {

    private final Scene scene;
    private final RealtimeNode node;
    private final SimBackplane backplane;
    private final List<Channel> channels;
    private final List<SimClient> clients;

    QuietLosses(
            Scene scene, RealtimeNode node, SimBackplane backplane, List<Channel> channels, List<SimClient> clients) {
        this.scene = scene;
        this.node = node;
        this.backplane = backplane;
        this.channels = channels;
        this.clients = clients;
    }

    void pass() {
        if (scene.chance(70)) {
            loseTheLast();
        }
        if (scene.chance(40)) {
            flood();
        }
    }

    /** Sometimes an event comes just before, which proves nothing of the next; sometimes volatile ones come after. */
    private void loseTheLast() {
        requireNothingMissing("before anything is lost,");
        scene.world.advance(Duration.ofMillis(scene.random.nextInt(2_000)));
        boolean traffic = scene.random.nextBoolean();
        boolean chatter = scene.random.nextBoolean();
        for (Channel channel : channels) {
            if (traffic) {
                publish(channel);
            }
            backplane.simulatedBus().lose(publish(channel));
        }
        long left = Pace.HEAD_CHECK;
        long step = 200_000_000L;
        while (left > 0) {
            scene.world.advance(Duration.ofNanos(Math.min(step, left)));
            left -= step;
            if (chatter && left > step) {
                channels.forEach(channel -> {
                    var unused = node.publish(
                            publication(channel, scene.published.nextNumber()).asVolatile(null));
                });
            }
        }
        requireNothingMissing("after the period of the head check");
    }

    /** More at one moment than may wait for a lane. */
    private void flood() {
        if (scene.swarm.repair.waitingEvents() > 100 || scene.swarm.retention.maxEvents() < 40) {
            return;
        }
        scene.saw(Seen.FLOODED_IN_THE_QUIET);
        Channel channel = scene.anyOf(channels);
        for (int i = 0; i < scene.swarm.repair.waitingEvents() + 10; i++) {
            publish(channel);
        }
        scene.world.advance(Duration.ofNanos(Pace.OVERFLOW));
        requireNothingMissing("after a flood");
    }

    private int publish(Channel channel) {
        int number = scene.published.nextNumber();
        var unused = node.publish(publication(channel, number));
        return number;
    }

    private static Publication publication(Channel channel, int number) {
        return Publication.of(channel, "a.x", Numbers.data(number, "m", "")).guestView(Numbers.data(number, "g", ""));
    }

    private void requireNothingMissing(String when) {
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (check != null && client.connected()) {
                check.streams().values().forEach(stream -> stream.requireNothingMissing(when));
            }
        }
    }
}
