package io.bush.realtime.simulation;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.bush.realtime.backplane.PlantedInLog;
import io.bush.realtime.internal.action.PlantedInActions;
import io.bush.realtime.internal.connection.PlantedInQueue;
import io.bush.realtime.internal.hub.PlantedInHub;
import io.bush.realtime.internal.reading.PlantedInReading;
import io.bush.realtime.internal.sideband.PlantedInSideband;
import io.bush.realtime.lock.PlantedInLocks;
import io.bush.realtime.presence.PlantedInPresenceStore;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/** A bug that the simulation has to find: which class of the core it is planted in, and how. */
@SuppressWarnings("ImmutableEnumChecker") // the plants are lambdas that hold nothing
enum Mutant {
    NO_SEAM_BUFFER("internal.hub.SeamBuffer", type -> advise(type, PlantedInHub.EmptySeam.class, "between")),
    SEAM_BUFFER_SPANS_A_GAP(
            "internal.hub.SeamBuffer", type -> advise(type, PlantedInHub.SeamAcrossGap.class, "between")),
    NO_DEDUPLICATION("internal.hub.Subscription", type -> answer(type, "alreadyHas", false)),
    TRIM_EDGE_TOO_STRICT(
            "backplane.InMemoryChannelLog", type -> advise(type, PlantedInLog.TrimEdgeTooStrict.class, "covers")),
    TRIM_EDGE_TOO_LAX(
            "backplane.InMemoryChannelLog",
            type -> advise(
                    advise(type, PlantedInLog.TrimEdgeTooLax.class, "covers"),
                    PlantedInLog.ReadBehindTheEdge.class,
                    "successors")),
    LATE_ANSWER_TO_OVERTAKEN_SUBSCRIBE(
            "internal.action.Subscriptions",
            type -> type.method(named("isCurrent").and(takesArguments(2))).intercept(FixedValue.value(true))),
    LATE_ANSWER_AFTER_DEADLINE("internal.lane.Question", Mutant::withoutDeadline),
    FRAME_AFTER_END("internal.connection.OutboundQueue", type -> answer(type, "mayNotSend", false)),
    NOTHING_PURGED("internal.connection.OutboundQueue", type -> advise(type, PlantedInQueue.KeepAlways.class, "end")),
    QUEUE_BOUND_IGNORED("internal.connection.OutboundQueue", type -> answer(type, "exceeds", false)),
    WAKE_UP_LOST("internal.connection.OutboundQueue", type -> omit(type, "runIfRoom")),
    NO_CHAIN_CHECK("channel.Event$Entry", type -> answer(type, "follows", true)),
    NO_REPAIR("internal.hub.ChannelHub", type -> omit(type, "repair")),
    NO_HEAD_CHECK("internal.hub.ChannelHub", type -> omit(type, "compareHead")),
    HEAD_CHECK_TOO_RARE(
            "internal.reading.HeadCheck", type -> advise(type, PlantedInReading.OnceAMinute.class, "period")),
    VOLATILE_EVENT_PROVES(
            "internal.hub.ChannelHub", type -> advise(type, PlantedInHub.AnyEventProves.class, "onEvent")),
    BEGUN_READING_JOINED(
            "internal.reading.LogReads", type -> advise(type, PlantedInReading.BegunIsJoined.class, "joined")),
    OVERFLOW_NOT_TOLD("internal.lane.Inbox", type -> omit(type, "tell")),
    NO_EPOCH_CHECK("backplane.InMemoryChannelLog", type -> advise(type, PlantedInLog.NoEpochCheck.class, "readAfter")),
    CHANGE_DURING_RECHECK_IGNORED(
            "internal.action.AccessChecks", type -> advise(type, PlantedInActions.OutdatedGrant.class, "answered")),
    CHANGE_DURING_SUBSCRIBE_IGNORED(
            "internal.action.Subscriptions",
            type -> advise(type, PlantedInActions.OutdatedFirstGrant.class, "answered")),
    HELD_ACCESS_STILL_SERVED("internal.hub.CatchUp", type -> omit(type, "hold")),
    INTERRUPTED_ACCESS_REPLAYED("internal.hub.CatchUp", type -> answer(type, "interrupted", false)),
    SPILL_FORGETS_ITS_ROUND(
            "internal.hub.CatchUp", type -> advise(type, PlantedInHub.SpillAfterTheRound.class, "spill")),
    READ_AHEAD_FORGOTTEN(
            "internal.hub.CatchUp", type -> advise(type, PlantedInHub.ForgetReadAhead.class, "channelLost")),
    CLOSED_BEFORE_ITS_LAST_EVENT(
            "internal.hub.ChannelHub", type -> advise(type, PlantedInHub.CloseAtOnce.class, "closeAfter")),
    EXCEPTIONS_IGNORED(
            "internal.hub.Subscription", type -> type.method(named("refusal")).intercept(StubMethod.INSTANCE)),
    ACCESS_CHANGE_ONLY_RECORDED("internal.control.ControlLog", type -> omit(type, "takeEffect")),
    OWN_ACCESS_CHANGE_DONE_TWICE(
            "internal.control.ControlEntry$Sent",
            type -> type.method(named("origin")).intercept(FixedValue.value(""))),
    SUBSCRIBER_NEVER_LEAVES("internal.hub.Hub", type -> omit(type, "detach")),
    PRESENCE_CHAIN_IGNORED(
            "internal.sideband.PresenceReplica", type -> advise(type, PlantedInSideband.NoChain.class, "apply")),
    NOT_LOADED_AGAIN("internal.sideband.Sideband", type -> omit(type, "reload")),
    NO_PICTURE_FOR_WHO_COMES("internal.sideband.Replica", type -> omit(type, "greet")),
    NO_PICTURE_AFTER_A_SPILL("internal.hub.CatchUp", type -> advise(type, PlantedInHub.LiveUnseen.class, "live")),
    NOBODY_EXCEPTED("internal.sideband.Sideband", type -> advise(type, PlantedInSideband.NobodyExcepted.class, "add")),
    JOIN_CONFLATED(
            "internal.sideband.PresenceReplica",
            type -> advise(type, PlantedInSideband.JoinConflated.class, "noticeOf")),
    NOTHING_SWEPT("internal.sideband.Replica", type -> omit(type, "sweep")),
    DROP_WITHOUT_GRACE(
            "internal.action.Presences", type -> advise(type, PlantedInActions.DropIsGoodbye.class, "leaving")),
    GRACE_NOT_SWEPT("internal.action.Presences", type -> omit(type, "sweep")),
    PRESENCE_STAYS_AFTER_REVOKE("internal.action.Presences", type -> omit(type, "leaving")),
    PRESENCE_STAYS_WITHOUT_RIGHT("internal.action.Presences", type -> omit(type, "granted")),
    LEASES_NOT_RENEWED("internal.action.Presences", type -> omit(type, "stay")),
    STORE_WITHOUT_GRACE("presence.InMemoryRoom", type -> advise(type, PlantedInPresenceStore.NoGrace.class, "leave")),
    LATE_UPDATE_RESURRECTS("presence.InMemoryRoom", type -> answer(type, "isLate", false)),
    PRESENCE_SWEPT_TWICE(
            "presence.InMemoryPresenceStore",
            type -> advise(type, PlantedInPresenceStore.SweptTwice.class, "announce")),
    RENEWAL_REVIVES_LOCK("lock.InMemoryLockStore", type -> advise(type, PlantedInLocks.RevivedLease.class, "current")),
    LOCK_TOKEN_IGNORED("lock.InMemoryLockStore", type -> advise(type, PlantedInLocks.TokenIgnored.class, "owned")),
    LOCK_TOKENS_GO_BACK("lock.InMemoryLockStore", type -> advise(type, PlantedInLocks.TokensGoBack.class, "nextToken")),
    LOCK_SWEPT_TWICE("lock.InMemoryLockStore", type -> advise(type, PlantedInLocks.SweptTwice.class, "announce")),
    LOCK_LIMIT_IGNORED("lock.InMemoryLockStore", type -> answer(type, "tooMany", false)),
    LOCK_GRANTED_AFTER_THE_END(
            "internal.action.Standing",
            // Both guards: the session's look at the subscription, and the queue's at its stream.
            type -> advise(
                    advise(type, PlantedInActions.SubscriptionNotLookedAt.class, "current"),
                    PlantedInActions.AnsweredAfterTheEnd.class,
                    "reply")),
    LOCKS_STAY_AFTER_REVOKE("internal.action.CommentLocks", type -> omit(type, "releaseAll")),
    LOCK_LOSS_NOT_TOLD("internal.sideband.Sideband", type -> omit(type, "lockLost"));

    final String type;
    private final Plant plant;

    /** Changes a class. */
    @FunctionalInterface
    interface Plant {
        DynamicType.Builder<?> in(DynamicType.Builder<?> type);
    }

    Mutant(String type, Plant plant) {
        this.type = "io.bush.realtime." + type;
        this.plant = plant;
    }

    DynamicType.Builder<?> plantIn(DynamicType.Builder<?> original) {
        return plant.in(original);
    }

    private static DynamicType.Builder<?> advise(DynamicType.Builder<?> type, Class<?> advice, String method) {
        return type.visit(Advice.to(advice).on(named(method)));
    }

    private static DynamicType.Builder<?> answer(DynamicType.Builder<?> type, String method, boolean value) {
        return type.method(named(method)).intercept(FixedValue.value(value));
    }

    private static DynamicType.Builder<?> omit(DynamicType.Builder<?> type, String method) {
        return type.method(named(method)).intercept(StubMethod.INSTANCE);
    }

    private static DynamicType.Builder<?> withoutDeadline(DynamicType.Builder<?> type) {
        try {
            return type.visit(MemberSubstitution.relaxed()
                    .method(named("compareAndSet"))
                    .replaceWith(
                            Always.class.getDeclaredMethod("first", AtomicBoolean.class, boolean.class, boolean.class))
                    .on(any()));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
