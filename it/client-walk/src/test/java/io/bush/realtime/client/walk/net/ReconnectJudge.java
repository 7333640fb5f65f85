package io.bush.realtime.client.walk.net;

import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.time.Duration;

/** Judges when a client comes back after the server sent it away: refused tokens and slow consumers (contract §2, §3.15). */
final class ReconnectJudge {

    private static final int REFUSED = 4001;
    private static final int SLOW = 4010;
    private static final long AGAIN_NANOS = Duration.ofSeconds(59).toNanos();
    /** The shortest backoff. */
    private static final long BACKOFF_NANOS = Duration.ofSeconds(1).toNanos();

    private final Scene scene;
    private final String client;
    /** Tokens that were refused since there was a connection, or its user asked for one. */
    private int refusals;
    /** Whether a token may be late. */
    private final boolean tokensMayBeLate;
    /** Whether it was found slow before. */
    private boolean wasSlow;
    /** When, the last time. */
    private long slowAt;
    /** What the last socket ended with, unless its user has asked for something since. */
    private int lastCode;
    /** Whether that was the second time within a minute. */
    private boolean again;

    ReconnectJudge(Scene scene, String client) {
        this.scene = scene;
        this.client = client;
        tokensMayBeLate = scene.weather.noToken > 0 || scene.weather.lateToken > 0 || scene.weather.sourceDown > 0;
    }

    void asked() {
        refusals = 0;
        lastCode = 0;
    }

    void established() {
        refusals = 0;
    }

    void ended(int code) {
        lastCode = code;
        if (code == REFUSED) {
            refusals++;
            if (refusals == 2) {
                scene.saw(Seen.REFUSED_TWICE);
            }
        } else if (code == SLOW) {
            scene.saw(Seen.SLOW_CONSUMER);
            again = wasSlow && scene.nanos() - slowAt < AGAIN_NANOS;
            if (again) {
                scene.saw(Seen.SLOW_TWICE_IN_A_MINUTE);
            }
            wasSlow = true;
            slowAt = scene.nanos();
        }
    }

    void opens() {
        if (refusals >= 2) {
            scene.broken("3.15", client + " comes back though its token was refused, and another one too");
        }
        if (lastCode == SLOW) {
            long waited = scene.nanos() - slowAt;
            if (again && waited < BACKOFF_NANOS) {
                scene.broken("3.15", client + " comes back at once though it was slow twice within a minute");
            } else if (!again && !tokensMayBeLate && waited >= BACKOFF_NANOS) {
                scene.broken("3.15", client + " was slow once and waits " + Duration.ofNanos(waited));
            }
        }
        lastCode = 0;
    }
}
