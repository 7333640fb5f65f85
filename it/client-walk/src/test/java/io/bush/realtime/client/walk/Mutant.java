package io.bush.realtime.client.walk;

import static io.bush.realtime.testkit.history.Plant.advise;
import static io.bush.realtime.testkit.history.Plant.answer;
import static io.bush.realtime.testkit.history.Plant.omit;

import io.bush.realtime.client.internal.engine.PlantedInEngine;
import io.bush.realtime.client.internal.lane.PlantedInLane;
import io.bush.realtime.client.internal.session.PlantedInSession;
import io.bush.realtime.client.internal.user.PlantedInUserCode;
import io.bush.realtime.testkit.history.Plant;
import io.bush.realtime.testkit.history.PlantedBug;

/** A bug that the walk has to find: which class of the client it is planted in, and how. */
@SuppressWarnings("ImmutableEnumChecker") // the plants are lambdas that hold nothing
enum Mutant implements PlantedBug {
    NOT_ASKED_AGAIN_AFTER_A_LOSS("internal.subscription.Subscription", omit("disconnected")),
    POSITION_NOT_KEPT("internal.subscription.Subscription", omit("moveTo")),
    HANDLERS_GO_ON_AFTER_UNSUBSCRIBE("internal.subscription.Handle", omit("silence")),
    NEVER_KNOWN_TO_THE_SERVER("internal.subscription.Subscription", answer("isKnownToServer", false)),
    GIVEN_UP_IS_KEPT("internal.subscription.Subscriptions", omit("remove")),
    GIVEN_UP_IS_REVIVED("internal.subscription.Subscription", omit("end")),
    ANSWERS_OF_OTHERS_TAKEN("internal.subscription.Router", answer("belongs", true)),
    POSTPONED_IS_FORGOTTEN("internal.session.Subscribes", omit("later")),
    FOR_NOW_IS_FOR_GOOD("internal.subscription.Router", answer("isForNow", false)),
    SERVER_IS_NOT_TOLD("internal.session.Unsubscribes", omit("add")),
    SILENCE_UNNOTICED("internal.session.SignsOfLife", omit("look")),
    OVERFLOW_LEAVES_A_GAP("internal.session.Session", omit("overflowed")),
    TWO_SOCKETS("internal.session.Session", advise("gone", PlantedInSession.GoneAtOnce.class)),
    LIMITS_IGNORED("internal.session.Window", advise("delay", PlantedInLane.AtOnce.class)),
    WAITS_ALL_THE_SAME("internal.engine.Connector", omit("cutShort")),
    REFUSED_FOR_EVER("internal.engine.ReconnectRule", advise("unauthenticated", PlantedInEngine.AnotherToken.class)),
    SLOW_IS_NEVER_AGAIN("internal.engine.ReconnectRule", advise("slow", PlantedInEngine.FirstTime.class)),
    SLOW_IS_ALWAYS_AGAIN("internal.engine.ReconnectRule", advise("slow", PlantedInEngine.SecondTime.class)),
    NO_BACKOFF("internal.lane.Backoff", advise("next", PlantedInLane.AtOnce.class)),
    SLEEP_UNNOTICED("internal.lane.SleepWatch", omit("look")),
    OLD_TIMERS_STILL_DUE("internal.lane.Alarm", omit("clear")),
    OUT_OF_ORDER("internal.lane.Lane", advise("next", PlantedInLane.OutOfOrder.class)),
    TOLD_TWICE("internal.user.UserCode", advise("run", PlantedInUserCode.Twice.class)),
    CLOSED_TOO_SOON("internal.user.UserCode", advise("idle", PlantedInUserCode.IdleAtOnce.class)),
    CALLS_WITHOUT_A_DEADLINE("internal.call.PendingCall", omit("begin")),
    CALLS_REPEATED_WITHOUT_LEAVE("internal.call.PendingCall", advise("lost", PlantedInSession.NeverSent.class)),
    POLL_MOVES_NOTHING("internal.poll.PollApplied", answer("events", true)),
    POLLS_OVERLAP("internal.poll.EventPoller", omit("endRound")),
    PRESENCE_NOT_SAID_AGAIN("internal.presence.PresenceKeeper", omit("confirmed")),
    NEWS_OF_PRESENCE_LOST("internal.presence.RosterBook", answer("update", false)),
    LOCKS_NOT_RENEWED("internal.lock.HeldComment", omit("renew")),
    LOCKS_NEVER_END("internal.lock.HeldComment", omit("end")),
    NEWS_OF_LOCKS_LOST("internal.lock.LockBook", answer("put", false));

    private final String type;
    private final Plant plant;

    Mutant(String type, Plant plant) {
        this.type = "io.bush.realtime.client." + type;
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
}
