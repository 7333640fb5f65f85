package io.bush.realtime.internal.lane;

import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;

/**
 * Makes lanes stand still until something that comes first is done (contract P6): what was announced before all that waits on
 * them, or what nobody knows because the whole process stood still. What comes meanwhile waits where it always waits, in its
 * order and bounded as ever.
 *
 * <p>Shape: two counts and how far each has been dealt with. A round is not begun while either is behind, or when the last sign
 * of life of the process is too old by either clock: the monotonic one stands still while a machine is put aside, and the wall
 * clock may be set. Thread safety: safe for use by any thread; the lock is this object, never held while
 * somebody is called.
 */
public final class Halt {

    /** How often the process gives a sign of life. */
    private static final Duration PULSE = Duration.ofMillis(250);
    /** Without one for so long it stood still; what happened meanwhile is in force a second after it happened. */
    private static final Duration STANDSTILL = Duration.ofMillis(750);
    /** After so long whoever halts has to let go at the next pulse, and see to it that nothing wrong is delivered. */
    private static final Duration LONGEST = Duration.ofMillis(750);

    private final NodeRuntime runtime;
    /** Whom a standstill concerns, and a halt that takes too long; set once. */
    private volatile Listener listener = Listener.NONE;
    /** What stands still; set once. */
    private volatile Lanes lanes = Lanes.NONE;
    /** When the process last gave a sign of life, on the monotonic clock; written under this. */
    private volatile long pulseAt;
    /** The same on the wall clock, in milliseconds since 1970; written under this, before the other. */
    private volatile long pulseWallAt;
    /** Whether either count is behind; written under this. */
    private volatile boolean halted;
    /** Since when, on the monotonic clock; guarded by this. */
    private long haltedSince;
    /** Guarded by this, as all below. */
    private long announced;

    private long inForce;
    private long standstills;
    private long proven;
    private boolean closed;

    /** Whoever is to do what comes first. Called on any thread, must be quick. */
    public interface Listener {

        /** For a halt that nobody listens to yet. */
        Listener NONE = new Listener() {
            @Override
            public void stoodStill() {}

            @Override
            public void takesTooLong() {}
        };

        /** The process stood still; until {@link Halt#dealtWith} nothing goes on. */
        void stoodStill();

        /** It has been halted for so long that it has to end. */
        void takesTooLong();
    }

    /** How far both counts are. */
    public record Mark(long announced, long standstills) {

        /** Before anything was announced. */
        public static final Mark NOTHING = new Mark(0, 0);

        /** Returns whichever is further, of each. */
        public Mark or(Mark other) {
            return new Mark(Math.max(announced, other.announced), Math.max(standstills, other.standstills));
        }
    }

    /** Makes one that does not halt. */
    public Halt(NodeRuntime runtime) {
        this.runtime = runtime;
        this.pulseWallAt = wallMillis();
        this.pulseAt = runtime.clock().nanoTime();
    }

    private long wallMillis() {
        return runtime.clock().wallTime().toEpochMilli();
    }

    void of(Lanes stopped) {
        lanes = stopped;
    }

    /** Begins to give signs of life. */
    public void start(Listener hears) {
        listener = hears;
        pulse();
    }

    private void pulse() {
        long now = runtime.clock().nanoTime();
        boolean stood = sawStandstill(now, wallMillis());
        boolean tooLong;
        synchronized (this) {
            tooLong = halted && now - haltedSince >= LONGEST.toNanos();
        }
        if (stood) {
            listener.stoodStill();
        } else if (tooLong) {
            listener.takesTooLong();
        }
        runtime.scheduler().schedule(PULSE, this::pulse);
    }

    /** Notes a sign of life, and whether it was one after a standstill. */
    private synchronized boolean sawStandstill(long now, long wallNow) {
        boolean stood = isLate(now, wallNow);
        if (stood) {
            standstills++;
            // Before the sign of life: whoever sees that one sees this as well.
            halt(now);
        }
        pulseWallAt = wallNow;
        pulseAt = now;
        return stood;
    }

    private boolean isLate(long now, long wallNow) {
        return listener != Listener.NONE
                && (now - pulseAt > STANDSTILL.toNanos() || wallNow - pulseWallAt > STANDSTILL.toMillis());
    }

    /** Whether a round may begin. */
    boolean mayGoOn() {
        long now = runtime.clock().nanoTime();
        long wallNow = wallMillis();
        if (isLate(now, wallNow) && sawStandstill(now, wallNow)) {
            listener.stoodStill();
        }
        return !halted;
    }

    /** Something was announced that comes first; returns how far it is now. One at a time, and nothing behind it before. */
    public synchronized Mark announced() {
        announced++;
        halt(runtime.clock().nanoTime());
        return new Mark(announced, 0);
    }

    /** Returns how far it is now. What is read from the log from now on has all of that. */
    public synchronized Mark mark() {
        return new Mark(announced, standstills);
    }

    private void halt(long now) {
        if (!halted && !closed) {
            halted = true;
            haltedSince = now;
        }
    }

    /** Nothing halts any more: nobody would let it go on. */
    public void close() {
        synchronized (this) {
            closed = true;
            halted = false;
        }
        lanes.wake();
    }

    /** Everything up to a mark is in force: lets the lanes go on unless there is more. */
    public void dealtWith(Mark mark) {
        synchronized (this) {
            inForce = Math.max(inForce, mark.announced());
            proven = Math.max(proven, mark.standstills());
            if (!halted || inForce < announced || proven < standstills) {
                return;
            }
            halted = false;
        }
        lanes.wake();
    }
}
