package io.bush.realtime.simulation;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who really may see what, and since when; and what the node was told about it. */
final class AccessTruth {

    /** A change: from then on somebody may, or may not. */
    private record Change(long at, Instant wall, boolean allowed) {}

    /** One answer the node got in time. */
    record Answer(
            String who,
            Channel channel,
            long at,
            boolean allowed,
            @Nullable Instant accessSince) {}

    /**
     * How long a change of access may take to take effect on the node that was asked. It travels through the log like any
     * event, but if neither the entry nor the news of its failure is there after a second, the node acts all the same:
     * however slow the link is, nothing that was promised gets later than this.
     */
    static final Duration TAKES_EFFECT = Duration.ofSeconds(1);

    private record Key(String who, Channel channel) {}

    private final Scene scene;
    private final Map<Key, List<Change>> changes = new HashMap<>();
    private final Map<Key, List<Answer>> answers = new HashMap<>();
    private final Map<Key, Long> unknownSince = new HashMap<>();
    /** Questions of the node that have no answer yet, and when the last one got its. */
    private final Map<Key, Integer> questions = new HashMap<>();

    private final Map<Key, Long> lastAnswerAt = new HashMap<>();
    /** Until when revocations without a question may take effect. */
    private final Map<Key, Long> revoked = new HashMap<>();

    private final Map<Key, Rights> rights = new HashMap<>();

    /** What somebody may do besides reading, since when, and what it was before. */
    private record Rights(long at, Set<Right> now, @Nullable Rights before) {}

    AccessTruth(Scene scene) {
        this.scene = scene;
    }

    /** Everybody may at first. */
    boolean allowed(String who, Channel channel) {
        return allowedAt(who, channel, scene.now());
    }

    boolean allowedAt(String who, Channel channel, long at) {
        Change last = lastBefore(who, channel, at);
        return last == null || last.allowed();
    }

    /** Since when access has held; null when it always has. */
    @Nullable
    Instant allowedSince(String who, Channel channel, long at) {
        Change last = lastBefore(who, channel, at);
        return last == null || !last.allowed() ? null : last.wall();
    }

    private @Nullable Change lastBefore(String who, Channel channel, long at) {
        List<Change> all = changes.getOrDefault(new Key(who, channel), List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).at() <= at) {
                return all.get(i);
            }
        }
        return null;
    }

    void change(String who, Channel channel, boolean allowed) {
        changes.computeIfAbsent(new Key(who, channel), none -> new ArrayList<>())
                .add(new Change(scene.now(), scene.world.time().wallTime(), allowed));
    }

    // ---- what one may do besides reading: everything at first ----

    void changeRights(String who, Channel channel, Set<Right> now) {
        Key key = new Key(who, channel);
        rights.put(key, new Rights(scene.now(), now, rights.get(key)));
    }

    Set<Right> rightsAt(String who, Channel channel, long at) {
        Rights found = rights.get(new Key(who, channel));
        while (found != null && found.at() > at) {
            found = found.before();
        }
        return found == null ? EnumSet.allOf(Right.class) : found.now();
    }

    boolean rightsEverChanged(String who, Channel channel) {
        return rights.containsKey(new Key(who, channel));
    }

    /** When rights or access changed last; -1 when never. */
    long rightsChangedAt(String who, Channel channel) {
        Rights found = rights.get(new Key(who, channel));
        Change last = lastBefore(who, channel, scene.now());
        return Math.max(found == null ? -1 : found.at(), last == null ? -1 : last.at());
    }

    boolean mayBePresent(String who, Channel channel) {
        return rightsAt(who, channel, scene.now()).contains(Right.PRESENCE);
    }

    /** Since when access is gone without a break; -1 when it is not. */
    long lostAt(String who, Channel channel) {
        Change last = lastBefore(who, channel, scene.now());
        return last == null || last.allowed() ? -1 : last.at();
    }

    /** The node asks. */
    void asked(String who, Channel channel) {
        questions.merge(new Key(who, channel), 1, Integer::sum);
    }

    /** Whether somebody's access was in question, if only for a moment, since then. */
    boolean inQuestionSince(String who, Channel channel, long since) {
        Key key = new Key(who, channel);
        return questions.getOrDefault(key, 0) > 0 || lastAnswerAt.getOrDefault(key, -1L) >= since;
    }

    void answered(String who, Channel channel, boolean allowed, @Nullable Instant accessSince) {
        unknownSince.remove(new Key(who, channel));
        questions.merge(new Key(who, channel), -1, Integer::sum);
        lastAnswerAt.put(new Key(who, channel), scene.now());
        answers.computeIfAbsent(new Key(who, channel), none -> new ArrayList<>())
                .add(new Answer(who, channel, scene.now(), allowed, accessSince));
    }

    /** What the node was answered in time since a moment. */
    List<Answer> answersSince(String who, Channel channel, long since) {
        return answers.getOrDefault(new Key(who, channel), List.of()).stream()
                .filter(answer -> answer.at() >= since)
                .toList();
    }

    void revoked(String who, Channel channel) {
        revoked.merge(new Key(who, channel), scene.now() + TAKES_EFFECT.toNanos(), Math::max);
    }

    /** Revocations of another node may take effect until then. */
    void revokedUntil(String who, Channel channel, long until) {
        revoked.put(new Key(who, channel), until);
    }

    boolean revokedSince(String who, Channel channel, long since) {
        return revoked.getOrDefault(new Key(who, channel), -1L) >= since;
    }

    /** Nobody knows whether a subscription is still allowed: what is published from now on is held. */
    void unknown(String who, Channel channel) {
        unknownSince.put(new Key(who, channel), scene.now());
    }

    /** Since when delivery has to be held; the end of time when it has not. */
    long heldSince(String who, Channel channel) {
        return unknownSince.getOrDefault(new Key(who, channel), Long.MAX_VALUE);
    }

    /**
     * How long after losing access something may still come: the way through the control log, a question under way, then
     * another, and stale replicas.
     */
    long boundNanos() {
        long questions = 2 * Swarm.ASK_DEADLINE.toNanos();
        return TAKES_EFFECT.toNanos() + questions + scene.swarm.secondLook.toNanos() + 1_000_000;
    }
}
