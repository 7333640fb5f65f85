package io.bush.realtime.client.walk.user;

import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import java.util.ArrayList;
import java.util.List;

/** Somebody who is in every channel, does something in all of them at once, and holds some locks. */
public final class BusyUser {

    public final WalkClient client;
    private final Scene scene;
    private final WalkServer server;
    private final List<Watcher> watchers = new ArrayList<>();

    public BusyUser(Scene scene, WalkServer server, Rivals rivals, String user) {
        this.scene = scene;
        this.server = server;
        client = new WalkClient(scene, server, rivals, user, user);
    }

    public void arrive() {
        client.connect();
        server.channels.forEach(channel -> watchers.add(client.join(channel)));
    }

    /** Does something of everything everywhere. */
    public void hurry() {
        for (Watcher watcher : watchers) {
            WalkPresence presence = watcher.presence();
            if (presence != null) {
                presence.act();
            }
            say(watcher);
        }
    }

    private static void say(Watcher watcher) {
        WalkSignals signals = watcher.signals();
        if (signals != null) {
            signals.act();
        }
    }

    /** Asks for the locks of each channel when all are subscribed to, and takes those of the first ones in the same breath. */
    public void lockLate(int channels) {
        watchers.forEach(client::takePart);
        keepLocks(channels);
    }

    /** Whoever is connected is not told that they are not, only because the server has to confirm once more. */
    public void judgeLockedLate() {
        for (Watcher watcher : watchers) {
            WalkLocks locks = watcher.locks();
            if (locks == null || locks.unconnected() > 0) {
                scene.broken("P8", watcher + " was told that it is not connected");
            }
        }
    }

    /** Takes the locks of the first channels, which have to stay from now on. */
    public void keepLocks(int channels) {
        for (Watcher watcher : watchers.subList(0, channels)) {
            WalkLocks locks = watcher.locks();
            if (locks != null) {
                locks.keepOwn();
            }
        }
    }

    public void judgeLocks(int channels) {
        for (Watcher watcher : watchers.subList(0, channels)) {
            WalkLocks locks = watcher.locks();
            if (locks == null || !locks.hasOwn()) {
                scene.broken("P8", watcher + " has no lock");
            }
        }
    }

    /** Sends a signal in one channel. */
    public void say(int channel) {
        say(watchers.get(channel));
    }

    /** How many signals were heard in one channel. */
    public int heard(int channel) {
        WalkSignals signals = watchers.get(channel).signals();
        return signals == null ? 0 : signals.heard();
    }
}
