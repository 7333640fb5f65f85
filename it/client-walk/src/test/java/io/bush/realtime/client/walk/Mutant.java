package io.bush.realtime.client.walk;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.bush.realtime.client.internal.lane.PlantedInLane;
import io.bush.realtime.client.internal.session.PlantedInSession;
import io.bush.realtime.client.internal.user.PlantedInUserCode;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/** A bug that the walk has to find: which class of the client it is planted in, and how. */
@SuppressWarnings("ImmutableEnumChecker") // the plants are lambdas that hold nothing
enum Mutant {
    NOT_ASKED_AGAIN_AFTER_A_LOSS("internal.subscription.Subscription", type -> omit(type, "disconnected")),
    POSITION_NOT_KEPT("internal.subscription.Subscription", type -> omit(type, "moveTo")),
    HANDLERS_GO_ON_AFTER_UNSUBSCRIBE("internal.subscription.Handle", type -> omit(type, "silence")),
    NEVER_KNOWN_TO_THE_SERVER("internal.subscription.Subscription", type -> answer(type, "isKnownToServer", false)),
    POSTPONED_IS_FORGOTTEN("internal.session.Subscribes", type -> omit(type, "later")),
    FOR_NOW_IS_FOR_GOOD("internal.subscription.Router", type -> answer(type, "isForNow", false)),
    SERVER_IS_NOT_TOLD("internal.session.Unsubscribes", type -> omit(type, "add")),
    SILENCE_UNNOTICED("internal.session.SignsOfLife", type -> omit(type, "look")),
    OVERFLOW_LEAVES_A_GAP("internal.session.Session", type -> omit(type, "overflowed")),
    TWO_SOCKETS("internal.session.Session", type -> advise(type, PlantedInSession.GoneAtOnce.class, "gone")),
    NO_BACKOFF("internal.lane.Backoff", type -> advise(type, PlantedInLane.AtOnce.class, "next")),
    OLD_TIMERS_STILL_DUE("internal.lane.Alarm", type -> omit(type, "clear")),
    OUT_OF_ORDER("internal.lane.Lane", type -> advise(type, PlantedInLane.OutOfOrder.class, "next")),
    TOLD_TWICE("internal.user.UserCode", type -> advise(type, PlantedInUserCode.Twice.class, "run")),
    CLOSED_TOO_SOON("internal.user.UserCode", type -> advise(type, PlantedInUserCode.IdleAtOnce.class, "idle")),
    CALLS_WITHOUT_A_DEADLINE("internal.call.PendingCall", type -> omit(type, "begin")),
    CALLS_REPEATED_WITHOUT_LEAVE(
            "internal.call.PendingCall", type -> advise(type, PlantedInSession.NeverSent.class, "lost")),
    POLLS_OVERLAP("internal.poll.EventPoller", type -> omit(type, "endRound")),
    LOCKS_NOT_RENEWED("internal.lock.HeldComment", type -> omit(type, "renew")),
    LOCKS_NEVER_END("internal.lock.HeldComment", type -> omit(type, "end")),
    NEWS_OF_LOCKS_LOST("internal.lock.LockBook", type -> answer(type, "put", false));

    final String type;
    private final Plant plant;

    /** Changes a class. */
    @FunctionalInterface
    interface Plant {
        DynamicType.Builder<?> in(DynamicType.Builder<?> type);
    }

    Mutant(String type, Plant plant) {
        this.type = "io.bush.realtime.client." + type;
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
}
