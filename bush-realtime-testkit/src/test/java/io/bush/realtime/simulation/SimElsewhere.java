package io.bush.realtime.simulation;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Another node: it reaches the same back end, also while the one that is tested does not. */
final class SimElsewhere {

    private static final Channel CONTROL = new Channel(ChannelTypes.CONTROL, "access");
    private static final Retention CONTROL_RETENTION =
            new Retention(100_000, Duration.ofHours(1), Duration.ofDays(366));

    private final Scene scene;
    private final Backplane real;
    private final SimLog log;
    private int entries;

    SimElsewhere(Scene scene, Backplane real, SimLog log) {
        this.scene = scene;
        this.real = real;
        this.log = log;
    }

    void publish(Channel channel, String name) {
        int number = scene.published.nextNumber();
        String data = "{\"n\":" + number + ",\"v\":\"m\",\"pad\":\"\"}";
        String guests = "{\"n\":" + number + ",\"v\":\"g\",\"pad\":\"\"}";
        append(
                new EventContent(
                        channel, name, now(), Payload.ofJson(data), Payload.ofJson(guests), null, null, null, null),
                scene.swarm.retention);
        scene.saw(Seen.PUBLISHED_ELSEWHERE);
    }

    /** Somebody is thrown out everywhere, and every node is told so. */
    void remove(String who) {
        scene.trace.note("elsewhere " + who + " is removed from everything");
        String data =
                "{\"origin\":\"node_other\",\"number\":" + ++entries + ",\"tag\":\"" + SimAuthorizer.tag(who) + "\"}";
        append(
                new EventContent(CONTROL, "revoked", now(), Payload.ofJson(data), null, null, null, null, null),
                CONTROL_RETENTION);
        scene.saw(Seen.REMOVED_ELSEWHERE);
    }

    private void append(EventContent content, Retention retention) {
        real.eventLog().append(content, retention, null).thenAccept(result -> {
            if (result instanceof AppendResult.Stored stored) {
                log.noteStored(content, retention, stored);
            }
        });
    }

    private Instant now() {
        return scene.world.time().wallTime().truncatedTo(ChronoUnit.MILLIS);
    }
}
