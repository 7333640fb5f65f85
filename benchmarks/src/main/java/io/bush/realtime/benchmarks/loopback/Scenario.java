package io.bush.realtime.benchmarks.loopback;

import java.time.Duration;

/** Who is connected and what is published. The letters are those of the research notes. */
enum Scenario {
    /** Nothing to batch: 20 events a second, evenly. */
    B_FANOUT("B: 1 channel x 1000, 20 events/s", 1, 1_000, Duration.ofMillis(50), 1, 1),
    /** As fast as possible with 8 events in flight. */
    C_SATURATED("C: 1 channel x 1000, closed loop", 1, 1_000, Duration.ZERO, 1, 1),
    /** Many small channels: 4,000 events a second. */
    D_SMALL("D: 1000 channels x 5, 4000 events/s", 1_000, 5, Duration.ofMillis(5), 20, 1),
    /** 20 events back to back on each of 20 channels, five times a second. */
    E_BURSTS("E: 20 channels x 10, bursts of 20", 20, 10, Duration.ofMillis(200), 20, 20),
    /** 50,000 deliveries a second. */
    F_RATE("F: 50 channels x 20, 2500 events/s", 50, 20, Duration.ofMillis(4), 10, 1);

    /** Events' worth of deliveries that may be under way in the closed loop. */
    static final int WINDOW = 8;

    final String title;
    final int channels;
    final int subscribers;
    /** Time between two turns of the publisher; zero for the closed loop. */
    final Duration period;
    /** Channels that are published to in a turn, one after the other. */
    final int channelsPerTurn;
    /** Events for each of them, back to back. */
    final int burst;

    Scenario(String title, int channels, int subscribers, Duration period, int channelsPerTurn, int burst) {
        this.title = title;
        this.channels = channels;
        this.subscribers = subscribers;
        this.period = period;
        this.channelsPerTurn = channelsPerTurn;
        this.burst = burst;
    }

    int connections() {
        return channels * subscribers;
    }

    boolean closedLoop() {
        return period.isZero();
    }

    boolean sameConnections(Scenario other) {
        return channels == other.channels && subscribers == other.subscribers;
    }

    static Scenario byLetter(String letter) {
        for (Scenario scenario : values()) {
            if (scenario.name().startsWith(letter + "_")) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("scenario is \"" + letter + "\", allowed: B, C, D, E, F");
    }
}
