package io.bush.realtime.simulation;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;

/** How badly the world around the node behaves, until it is healed. */
final class Faults {

    /** Four, and the one by which nodes tell each other who may hear what. */
    private static final int MOST_CHANNELS = 5;
    /** A subscribe waits for 5 s; half of one is for the node's own timers. */
    private static final int ATTACH_MILLIS = 4_500;

    private final Random random;
    private final int logMillis;
    private final int busMillis;
    private final int authMillis;
    private final int sendMillis;
    private final double logFailure;
    private final double logStraggles;
    private final double busLoss;
    private final double lossTold;
    private final double authFailure;
    private final double authLate;
    private final double sendFailure;
    private final int staleMillis;
    private final boolean outages;
    private final boolean calm;
    private boolean healed;
    /** Tells how long it has been well. */
    private LongSupplier healedSince = () -> -1;

    Faults(Random random, Swarm swarm) {
        this.random = random;
        outages = swarm.outages;
        calm = swarm.calm;
        logMillis = most(Swarm.pick(random, 0, 5, 100, 1_500));
        busMillis = most(Swarm.pick(random, 0, 10, 300, 2_000));
        authMillis = most(Swarm.pick(random, 0, 20, 1_000));
        sendMillis = Swarm.pick(random, 0, 5, 100);
        logFailure = unlessCalm(Swarm.rate(random, 0, 0, 0.03, 0.15));
        logStraggles = unlessCalm(Swarm.rate(random, 0, 0, 0.2));
        busLoss = unlessCalm(Swarm.rate(random, 0, 0, 0.05, 0.3));
        lossTold = Swarm.rate(random, 0, 0.5, 1);
        authFailure = unlessCalm(Swarm.rate(random, 0, 0, 0.1, 0.4));
        authLate = unlessCalm(Swarm.rate(random, 0, 0, 0.15));
        sendFailure = Swarm.rate(random, 0, 0, 0.002);
        staleMillis = swarm.secondLook.isZero() ? 0 : (int) unlessCalm(Swarm.pick(random, 0, 3_000));
    }

    private int most(int millis) {
        return calm ? Math.min(millis, 100) : millis;
    }

    private double unlessCalm(double rate) {
        return calm ? 0 : rate;
    }

    void heal(LongSupplier nanosSince) {
        healed = true;
        healedSince = nanosSince;
    }

    /** Whether nothing was wrong for so long. */
    boolean healedFor(long nanos) {
        return healed && healedSince.getAsLong() >= nanos;
    }

    boolean healed() {
        return healed;
    }

    /** Whether the authorizer may leave a question without an answer. */
    boolean authorizerFails() {
        return authFailure > 0 || authLate > 0;
    }

    /** Whether a question about presence or locks may be without an answer in time. */
    boolean questionsMayFail() {
        return authorizerFails() || logMayFail() || logStraggles > 0 || logMillis >= 1_000 || authMillis >= 1_000;
    }

    /**
     * Whether bus and log may take longer than a subscribe waits, by what they may take for one answer. Where few are let
     * through to the log a newcomer's three questions wait for those of {@link #MOST_CHANNELS} others and for as many repairs.
     */
    boolean attachMayBeLate(int readingsAtOnce, int gridMillis) {
        int rounds = 1 + (3 * MOST_CHANNELS * 2 + readingsAtOnce - 1) / readingsAtOnce;
        return logStraggles > 0
                || 2 * (busMillis + gridMillis) + rounds * 2 * (logMillis + gridMillis) >= ATTACH_MILLIS;
    }

    boolean logMayFail() {
        return logFailure > 0 || outages;
    }

    /** Most take their time, some take very long. */
    Duration logDelay() {
        return delay(strikes(logStraggles) ? 6_000 : logMillis);
    }

    Duration busDelay() {
        return delay(busMillis);
    }

    Duration sendDelay() {
        return delay(sendMillis);
    }

    Duration authDelay() {
        return delay(authMillis);
    }

    /** How far the authorizer's replica is behind. */
    Duration staleness() {
        return Duration.ofMillis(healed ? 0 : staleMillis);
    }

    boolean logFails() {
        return strikes(logFailure);
    }

    boolean busLoses() {
        return strikes(busLoss);
    }

    boolean lossIsTold() {
        return strikes(lossTold);
    }

    boolean authFails() {
        return strikes(authFailure);
    }

    boolean authIsLate() {
        return strikes(authLate);
    }

    boolean sendFails() {
        return strikes(sendFailure);
    }

    private boolean strikes(double rate) {
        return !healed && rate > 0 && random.nextDouble() < rate;
    }

    private Duration delay(int mostMillis) {
        int most = healed ? Math.min(mostMillis, 10) : mostMillis;
        if (most == 0 || random.nextInt(4) == 0) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(1 + (long) (random.nextDouble() * most * 1_000_000));
    }
}
