package io.bush.realtime.simulation;

import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.transport.OutboundLimits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What one seed switches on and how strongly: no two histories are disturbed alike. */
final class Swarm {

    static final Duration ASK_DEADLINE = Duration.ofSeconds(2);
    static final Duration UNAVAILABLE_AFTER = Duration.ofSeconds(10);

    /** In so many of a hundred histories the whole back end goes away. */
    private static final int WITH_OUTAGES = 20;

    final Retention retention;
    final Duration minimumInterval;
    final int channels;
    final int members;
    final int guests;
    final int clients;
    final int steps;
    final int paceMillis;
    /** Moments are rounded up to multiples of this; 0 for not. */
    final int gridMillis;

    final int subscriptions;
    final boolean bulk;
    final boolean accessSince;
    final boolean tokensExpire;
    final Duration secondLook;
    final Duration recheck;
    final OutboundLimits outbound;
    final Set<Feature> features = EnumSet.noneOf(Feature.class);
    final boolean callsKeepTheirOrder;
    final Duration lockTtl;
    final int locksPerUser;
    final RepairSettings repair;
    final Map<Operation, Integer> weights = new EnumMap<>(Operation.class);
    /** Whether the whole back end goes away at times: that hides much of what the other histories look at. */
    final boolean outages;
    /** Whether nothing else is wrong then: so what has to come of a return is known exactly. */
    final boolean calm;
    /** Whether nobody publishes on this node then: a channel with local events is reset, whatever else was missed. */
    final boolean silent;

    /** Draws a history; what is drawn {@code apart} leaves the others as they were. */
    Swarm(Random random, Random apart) {
        Duration maxAge = seconds(pick(random, 5, 30, 3_600));
        int maxEvents = pick(random, 1, 3, 8, 40, 1_000);
        retention = new Retention(
                maxEvents, maxAge, maxAge.compareTo(seconds(240)) > 0 ? maxAge : seconds(pick(random, 240, 3_600)));
        minimumInterval = Duration.ofMillis(pick(random, 0, 0, 0, 50));
        channels = 1 + random.nextInt(4);
        members = 1 + random.nextInt(3);
        guests = random.nextInt(3);
        clients = members + guests + random.nextInt(3);
        steps = 40 + random.nextInt(120);
        paceMillis = pick(random, 5, 50, 500);
        gridMillis = pick(random, 0, 5, 50);
        subscriptions = pick(random, 2, 50);
        bulk = random.nextInt(100) < 40;
        accessSince = random.nextBoolean();
        tokensExpire = random.nextInt(5) == 0;
        secondLook = seconds(pick(random, 0, 5));
        recheck = seconds(pick(random, 15, 300, 300));
        outbound =
                new OutboundLimits(65_536, pick(random, 1_024, 16_384, 65_536), pick(random, 1, 16, 64), seconds(10));
        for (Feature feature : Feature.values()) {
            if (random.nextInt(100) < 70) {
                features.add(feature);
            }
        }
        callsKeepTheirOrder = random.nextBoolean();
        lockTtl = seconds(pick(random, 5, 30));
        locksPerUser = pick(random, 1, 2, 10);
        repair = new RepairSettings(seconds(2), pick(random, 1, 3, 64), pick(random, 16, 1_000));
        for (Operation operation : EnumSet.complementOf(EnumSet.copyOf(Operation.OF_OUTAGES))) {
            if (operation.always || random.nextInt(100) < 65) {
                weights.put(operation, operation.weight);
            }
        }
        outages = apart.nextInt(100) < WITH_OUTAGES;
        calm = outages && apart.nextBoolean();
        silent = outages && apart.nextBoolean();
        if (outages) {
            Operation.OF_OUTAGES.forEach(operation -> weights.put(operation, operation.weight));
        }
    }

    Operation next(Random random) {
        int total = weights.values().stream().mapToInt(Integer::intValue).sum();
        int at = random.nextInt(total);
        for (Map.Entry<Operation, Integer> one : weights.entrySet()) {
            at -= one.getValue();
            if (at < 0) {
                return one.getKey();
            }
        }
        throw new AssertionError("weights do not add up");
    }

    static int pick(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    static double rate(Random random, double... values) {
        return values[random.nextInt(values.length)];
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
