package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.RealtimeListener;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears what the node says of itself: counts it, and takes an unexpected failure for a broken promise. */
final class Watch implements RealtimeListener {

    private final Scene scene;
    private final Consumer<String> spilled;

    Watch(Scene scene, Consumer<String> spilled) {
        this.scene = scene;
        this.spilled = spilled;
    }

    @Override
    public void spilled(String connectionId, Channel channel) {
        scene.trace.note("spilled " + channel + " of " + connectionId);
        scene.saw(Seen.SPILLED);
        spilled.accept(connectionId);
    }

    @Override
    public void dropped(String connectionId, Channel channel, @Nullable String event, DropReason reason) {
        if (reason == DropReason.HELD) {
            scene.saw(Seen.DROPPED_WHILE_HELD);
        } else if (reason == DropReason.CONFLATED) {
            scene.saw(Seen.CONFLATED);
        } else if (event == null) {
            scene.saw(Seen.OVERFLOWED);
        }
    }

    @Override
    public void failed(String where, Throwable failure) {
        scene.trace.note("failed " + where + ": " + failure);
        boolean expected = switch (where) {
            case "EventLog.readAfter", "EventLog.heads", "EventLog.append", "EventLog.startAnew", "attach control" ->
                scene.faults.logMayFail();
            case "ConnectionLeases", "Bus.signal" -> scene.swarm.outages;
            case "return" -> scene.swarm.outages && !scene.returnsAreSmooth();
            case "attach room" -> scene.faults.logMayFail() || scene.attachMayBeLate();
            case "PresenceStore",
                    "PresenceStore.update",
                    "PresenceStore.leave",
                    "PresenceStore.renew",
                    "PresenceStore.sweep",
                    "LockStore" -> scene.faults.logMayFail();
            case "LockStore.acquire", "LockStore.renew", "LockStore.release", "LockStore.find", "CommentChannels" ->
                scene.faults.questionsMayFail();
            case "ChannelAuthorizer" -> scene.faults.authorizerFails();
            default -> false;
        };
        if (!expected) {
            scene.verdict.broken(
                    "engine",
                    where + " failed: " + failure + " at "
                            + Arrays.stream(failure.getStackTrace()).limit(6).toList());
        }
    }
}
