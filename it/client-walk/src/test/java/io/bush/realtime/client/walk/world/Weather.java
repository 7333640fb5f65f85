package io.bush.realtime.client.walk.world;

import java.time.Duration;
import java.util.Random;

/** How bad the world is in one history, drawn from its seed, and how it is just now. */
public final class Weather {

    public final int clients;
    /** Whether all clients are tabs of one user. */
    public final boolean tabs;

    public final int channels;
    public final int maxEvents;
    public final int latencyMillis;
    public final int steps;
    public final double lossyRestart;
    public final double restart;
    public final double cut;
    public final double halfOpen;
    public final double outage;
    public final double blockSockets;
    public final double refuse;
    public final double swallow;
    public final double badToken;
    public final double noToken;
    public final double lateToken;
    public final double denial;
    public final double unavailable;
    public final double stall;
    public final double handlerTrouble;
    public final boolean polls;
    public final int backlogFrames;
    private final Duration tokenLife;
    public final Duration clockError;
    /** How often the application forgets every token it gave out, and takes none for a while. */
    public final double keysLost;
    /** How often tokens are over almost before they arrive, for a while. */
    public final double shortTokens;
    /** How often the source of tokens has none for a while. */
    public final double sourceDown;
    /** How often a client takes nothing from its sockets for a while. */
    public final double slow;
    /** How often a user does everything at once. */
    public final double hurry;
    /** Whether the server allows less than usual. */
    public final boolean tight;
    /** How often the wall clock leaps, as that of a machine that was put aside. */
    public final double leap;

    /** Whether anything reaches the server. */
    public boolean networkUp = true;
    /** Whether WebSockets get through. */
    public boolean socketsPass = true;
    /** Whether the authorizer knows anything. */
    public boolean authorizerUp = true;
    /** Whether the application takes tokens. */
    public boolean keysKnown = true;
    /** Whether tokens last. */
    public boolean tokensLast = true;
    /** Whether the source of tokens has any. */
    public boolean sourceUp = true;
    /** Whether everything is well, for the end. */
    public boolean healed;

    public Weather(Random random) {
        clients = 1 + random.nextInt(3);
        tabs = random.nextInt(4) == 0;
        channels = 1 + random.nextInt(5);
        maxEvents = random.nextInt(4) == 0 ? 5 + random.nextInt(20) : 1_000;
        latencyMillis = random.nextInt(3) == 0 ? 1 : 5 + random.nextInt(300);
        steps = 40 + random.nextInt(110);
        lossyRestart = random.nextInt(3) == 0 ? 0.5 : 0;
        restart = sometimes(random, 0.02);
        cut = sometimes(random, 0.06);
        halfOpen = sometimes(random, 0.03);
        outage = sometimes(random, 0.03);
        blockSockets = sometimes(random, 0.03);
        refuse = sometimes(random, 0.2);
        swallow = sometimes(random, 0.1);
        badToken = sometimes(random, 0.1);
        noToken = sometimes(random, 0.15);
        lateToken = sometimes(random, 0.2);
        denial = sometimes(random, 0.03);
        unavailable = sometimes(random, 0.03);
        stall = sometimes(random, 0.05);
        handlerTrouble = sometimes(random, 0.03);
        polls = random.nextInt(3) > 0;
        backlogFrames = random.nextInt(3) == 0 ? 3 + random.nextInt(20) : 10_000;
        tokenLife = random.nextInt(2) == 0 ? Duration.ofSeconds(20 + random.nextInt(300)) : Duration.ofDays(10);
        clockError = Duration.ofHours(random.nextInt(49) - 24);
        keysLost = sometimes(random, 0.03);
        shortTokens = sometimes(random, 0.03);
        sourceDown = sometimes(random, 0.03);
        slow = sometimes(random, 0.03);
        hurry = sometimes(random, 0.05);
        tight = random.nextInt(3) == 0;
        leap = sometimes(random, 0.03);
    }

    /** How long a token lasts that is given out now. */
    public Duration tokenLife(Random random) {
        return tokensLast ? tokenLife : Duration.ofMillis(random.nextInt(3_000));
    }

    /** All is well from the start to the end: what is hard is done by the users. */
    public Weather(int channels) {
        clients = 2;
        tabs = false;
        this.channels = channels;
        maxEvents = 1_000;
        latencyMillis = 40;
        steps = 0;
        lossyRestart = 0;
        restart = 0;
        cut = 0;
        halfOpen = 0;
        outage = 0;
        blockSockets = 0;
        refuse = 0;
        swallow = 0;
        badToken = 0;
        noToken = 0;
        lateToken = 0;
        denial = 0;
        unavailable = 0;
        stall = 0;
        handlerTrouble = 0;
        polls = false;
        backlogFrames = 10_000;
        tokenLife = Duration.ofDays(10);
        clockError = Duration.ZERO;
        keysLost = 0;
        shortTokens = 0;
        sourceDown = 0;
        slow = 0;
        hurry = 0;
        tight = false;
        leap = 0;
        healed = true;
    }

    private static double sometimes(Random random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble() * most;
    }

    /** Whether the log may really have lost what a client missed, so that a reset is honest. */
    public boolean mayReset() {
        return maxEvents < 1_000 || lossyRestart > 0;
    }

    public void heal() {
        healed = true;
        networkUp = true;
        socketsPass = true;
        authorizerUp = true;
        keysKnown = true;
        tokensLast = true;
        sourceUp = true;
    }
}
