package io.bush.realtime.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code since_event_id} and what has to come of it by the rules of P2, worked out from the checker's own record.
 *
 * @param id what the client sends
 * @param kind how it was made
 * @param place what it means, for ids of this channel
 */
record Since(String id, Kind kind, PublishedChannel.@Nullable Place place) {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** How an id was made. */
    enum Kind {
        GENUINE,
        MALFORMED,
        OTHER_EPOCH,
        FUTURE,
        OTHER_TAG
    }

    /** What comes of a position. The order is that in which one becomes the other while time passes. */
    enum Judgement {
        NONE,
        RECOVERED,
        REPLAY_TOO_LARGE,
        DIVERGED,
        EXPIRED,
        AHEAD,
        EPOCH_CHANGED,
        MALFORMED,
        ACCESS_INTERRUPTED
    }

    /** What the log would say of it now. */
    Judgement judge(PublishedChannel channel) {
        if (kind == Kind.MALFORMED) {
            return Judgement.MALFORMED;
        }
        if (place == null || !place.epoch().equals(channel.epoch())) {
            return Judgement.EPOCH_CHANGED;
        }
        if (kind == Kind.FUTURE) {
            return Judgement.AHEAD;
        }
        boolean atHead = place.offset() == channel.head().offset();
        if (kind == Kind.OTHER_TAG) {
            return atHead || channel.covers(place.offset()) ? Judgement.DIVERGED : Judgement.EXPIRED;
        }
        if (!channel.covers(place.offset())) {
            return Judgement.EXPIRED;
        }
        return channel.tooLarge(place.offset()) ? Judgement.REPLAY_TOO_LARGE : Judgement.RECOVERED;
    }

    /** Everything that may come of it when it was judged at some moment between then and now. */
    Set<Judgement> allowed(Judgement then, PublishedChannel channel, List<AccessTruth.Answer> grants) {
        Judgement now = judge(channel);
        Set<Judgement> allowed = EnumSet.of(then, now);
        if (then == Judgement.RECOVERED && now == Judgement.EXPIRED) {
            allowed.add(Judgement.REPLAY_TOO_LARGE);
        }
        if (now == Judgement.EPOCH_CHANGED && then != Judgement.EPOCH_CHANGED) {
            allowed.add(Judgement.EXPIRED);
        }
        if (allowed.contains(Judgement.RECOVERED) && place != null) {
            PublishedChannel.Entry oldest =
                    channel.entry(new PublishedChannel.Place(place.epoch(), place.offset() + 1));
            judgeAccess(allowed, oldest, grants);
        }
        return allowed;
    }

    private static void judgeAccess(
            Set<Judgement> allowed, PublishedChannel.@Nullable Entry oldest, List<AccessTruth.Answer> grants) {
        if (oldest == null) {
            return;
        }
        long interrupted = grants.stream()
                .filter(grant -> interrupted(oldest.storedWall(), grant.accessSince()))
                .count();
        if (interrupted > 0) {
            allowed.add(Judgement.ACCESS_INTERRUPTED);
        }
        boolean therFromTheStart =
                grants.stream().allMatch(grant -> oldest.storedAt() < grant.at()) && interrupted == grants.size();
        if (therFromTheStart) {
            allowed.remove(Judgement.RECOVERED);
        }
    }

    private static boolean interrupted(Instant stored, @Nullable Instant accessSince) {
        return accessSince != null && stored.isBefore(accessSince.plus(CLOCK_TOLERANCE));
    }
}
