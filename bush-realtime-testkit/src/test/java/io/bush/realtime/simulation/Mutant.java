package io.bush.realtime.simulation;

import static io.bush.realtime.testkit.history.Plant.advise;
import static io.bush.realtime.testkit.history.Plant.answer;
import static io.bush.realtime.testkit.history.Plant.omit;
import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.bush.realtime.backplane.PlantedInLog;
import io.bush.realtime.internal.action.PlantedInActions;
import io.bush.realtime.internal.connection.PlantedInQueue;
import io.bush.realtime.internal.hub.PlantedInHub;
import io.bush.realtime.internal.outage.PlantedInOutage;
import io.bush.realtime.internal.reading.PlantedInReading;
import io.bush.realtime.internal.sideband.PlantedInSideband;
import io.bush.realtime.lock.PlantedInLocks;
import io.bush.realtime.presence.PlantedInPresenceStore;
import io.bush.realtime.testkit.history.Plant;
import io.bush.realtime.testkit.history.PlantedBug;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;

/** A bug that the simulation has to find: which class of the core it is planted in, and how. */
@SuppressWarnings("ImmutableEnumChecker") // the plants are lambdas that hold nothing
enum Mutant implements PlantedBug {
    NO_SEAM_BUFFER("internal.hub.SeamBuffer", advise("between", PlantedInHub.EmptySeam.class)),
    SEAM_BUFFER_SPANS_A_GAP("internal.hub.SeamBuffer", advise("between", PlantedInHub.SeamAcrossGap.class)),
    NO_DEDUPLICATION("internal.hub.Subscription", answer("alreadyHas", false)),
    TRIM_EDGE_TOO_STRICT("backplane.InMemoryChannelLog", advise("covers", PlantedInLog.TrimEdgeTooStrict.class)),
    TRIM_EDGE_TOO_LAX(
            "backplane.InMemoryChannelLog",
            advise("covers", PlantedInLog.TrimEdgeTooLax.class)
                    .and(advise("successors", PlantedInLog.ReadBehindTheEdge.class))),
    LATE_ANSWER_TO_OVERTAKEN_SUBSCRIBE(
            "internal.action.Subscriptions",
            type -> type.method(named("isCurrent").and(takesArguments(2))).intercept(FixedValue.value(true))),
    LATE_ANSWER_AFTER_DEADLINE("internal.lane.Question", Mutant::withoutDeadline),
    FRAME_AFTER_END("internal.connection.OutboundQueue", answer("mayNotSend", false)),
    NOTHING_PURGED("internal.connection.OutboundQueue", advise("end", PlantedInQueue.KeepAlways.class)),
    QUEUE_BOUND_IGNORED("internal.connection.OutboundQueue", answer("exceeds", false)),
    WAKE_UP_LOST("internal.connection.OutboundQueue", omit("runIfRoom")),
    NO_CHAIN_CHECK("channel.Event$Entry", answer("follows", true)),
    NO_REPAIR("internal.hub.ChannelHub", omit("repair")),
    NO_HEAD_CHECK("internal.hub.ChannelHub", omit("compareHead")),
    HEAD_CHECK_TOO_RARE("internal.reading.HeadCheck", advise("period", PlantedInReading.OnceAMinute.class)),
    VOLATILE_EVENT_PROVES("internal.hub.ChannelHub", advise("onEvent", PlantedInHub.AnyEventProves.class)),
    BEGUN_READING_JOINED("internal.reading.LogReads", advise("joined", PlantedInReading.BegunIsJoined.class)),
    OVERFLOW_NOT_TOLD("internal.lane.Inbox", omit("tell")),
    NO_EPOCH_CHECK("backplane.InMemoryChannelLog", advise("readAfter", PlantedInLog.NoEpochCheck.class)),
    CHANGE_DURING_RECHECK_IGNORED(
            "internal.action.AccessChecks", advise("answered", PlantedInActions.OutdatedGrant.class)),
    CHANGE_DURING_SUBSCRIBE_IGNORED(
            "internal.action.Subscriptions", advise("answered", PlantedInActions.OutdatedFirstGrant.class)),
    HELD_ACCESS_STILL_SERVED("internal.hub.Hub", omit("hold")),
    INTERRUPTED_ACCESS_REPLAYED("internal.hub.Attachment", answer("interrupted", false)),
    SPILL_FORGETS_ITS_ROUND("internal.hub.CatchUp", advise("spill", PlantedInHub.SpillAfterTheRound.class)),
    READ_AHEAD_FORGOTTEN("internal.hub.CatchUp", advise("channelLost", PlantedInHub.ForgetReadAhead.class)),
    CLOSED_BEFORE_ITS_LAST_EVENT("internal.hub.ChannelHub", advise("closeAfter", PlantedInHub.CloseAtOnce.class)),
    EXCEPTIONS_IGNORED("internal.hub.Subscription", omit("refusal")),
    ACCESS_CHANGE_ONLY_RECORDED("internal.control.ControlLog", omit("takeEffect")),
    OWN_ACCESS_CHANGE_DONE_TWICE("internal.control.ControlEntry$Sent", answer("origin", "")),
    SUBSCRIBER_NEVER_LEAVES("internal.hub.Hub", omit("detach")),
    PRESENCE_CHAIN_IGNORED("internal.sideband.PresenceReplica", advise("apply", PlantedInSideband.NoChain.class)),
    NOT_LOADED_AGAIN("internal.sideband.Sideband", omit("reload")),
    NO_PICTURE_FOR_WHO_COMES("internal.sideband.Replica", omit("greet")),
    NO_PICTURE_AFTER_A_SPILL("internal.hub.CatchUp", advise("live", PlantedInHub.LiveUnseen.class)),
    NO_PICTURE_AFTER_NEWS_MISSED("internal.hub.CatchUp", omit("missed")),
    NOBODY_EXCEPTED("internal.sideband.Sideband", advise("add", PlantedInSideband.NobodyExcepted.class)),
    JOIN_CONFLATED("internal.sideband.PresenceReplica", advise("noticeOf", PlantedInSideband.JoinConflated.class)),
    NOTHING_SWEPT("internal.sideband.Replica", omit("sweep")),
    DROP_WITHOUT_GRACE("internal.action.Presences", advise("leaving", PlantedInActions.DropIsGoodbye.class)),
    GRACE_NOT_SWEPT("internal.action.Presences", omit("sweep")),
    PRESENCE_STAYS_AFTER_REVOKE("internal.action.Presences", omit("leaving")),
    PRESENCE_STAYS_WITHOUT_RIGHT("internal.action.Presences", omit("granted")),
    LEASES_NOT_RENEWED("internal.action.Presences", omit("stay")),
    STORE_WITHOUT_GRACE("presence.InMemoryRoom", advise("leave", PlantedInPresenceStore.NoGrace.class)),
    LATE_UPDATE_RESURRECTS("presence.InMemoryRoom", answer("isLate", false)),
    PRESENCE_SWEPT_TWICE("presence.InMemoryPresenceStore", advise("announce", PlantedInPresenceStore.SweptTwice.class)),
    RENEWAL_REVIVES_LOCK("lock.InMemoryLockStore", advise("current", PlantedInLocks.RevivedLease.class)),
    LOCK_TOKEN_IGNORED("lock.InMemoryLockStore", advise("owned", PlantedInLocks.TokenIgnored.class)),
    LOCK_TOKENS_GO_BACK("lock.InMemoryLockStore", advise("nextToken", PlantedInLocks.TokensGoBack.class)),
    LOCK_SWEPT_TWICE("lock.InMemoryLockStore", advise("announce", PlantedInLocks.SweptTwice.class)),
    LOCK_LIMIT_IGNORED("lock.InMemoryLockStore", answer("tooMany", false)),
    LOCK_GRANTED_AFTER_THE_END(
            "internal.action.Standing",
            // Both guards: the session's look at the subscription, and the queue's at its stream.
            advise("current", PlantedInActions.SubscriptionNotLookedAt.class)
                    .and(advise("reply", PlantedInActions.AnsweredAfterTheEnd.class))),
    LOCKS_STAY_AFTER_REVOKE("internal.action.CommentLocks", omit("releaseAll")),
    LOCK_LOSS_NOT_TOLD("internal.sideband.Sideband", omit("lockLost")),
    NO_NEW_EPOCH_AFTER_AN_OUTAGE("internal.outage.LocalEvents", advise("renew", PlantedInOutage.SaidOnly.class)),
    ACCESS_NOT_PROVEN_AFTER_AN_OUTAGE("NodeComeback", advise("proveAccess", PlantedInOutage.SaidOnly.class)),
    RESTORED_BEFORE_IT_IS("NodeComeback", advise("levelChannels", PlantedInOutage.NotWaitedFor.class)),
    NO_POSITION_AFTER_AN_OUTAGE("internal.hub.Isolation", omit("place")),
    NO_PICTURE_AFTER_AN_OUTAGE("internal.hub.Isolation", omit("pictured")),
    OUTAGE_DISSOLVES_A_CHANNEL("internal.hub.Entrance", advise("away", PlantedInHub.NobodyAttaches.class)),
    OUTAGE_OVER_UNSAID("NodeComeback", omit("tell"));

    private final String type;
    private final Plant plant;

    Mutant(String type, Plant plant) {
        this.type = "io.bush.realtime." + type;
        this.plant = plant;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Plant plant() {
        return plant;
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
