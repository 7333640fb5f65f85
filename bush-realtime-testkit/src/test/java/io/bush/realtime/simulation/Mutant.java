package io.bush.realtime.simulation;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.bush.realtime.backplane.PlantedInLog;
import io.bush.realtime.internal.action.PlantedInActions;
import io.bush.realtime.internal.connection.PlantedInQueue;
import io.bush.realtime.internal.hub.PlantedInHub;
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
    SUBSCRIBER_NEVER_LEAVES("internal.hub.Hub", type -> omit(type, "detach"));

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
