package io.bush.realtime.client.walk;

import static io.bush.realtime.testkit.history.Plant.advise;
import static io.bush.realtime.testkit.history.Plant.answer;
import static io.bush.realtime.testkit.history.Plant.omit;

import io.bush.realtime.client.internal.lane.PlantedInLane;
import io.bush.realtime.client.internal.wire.PlantedInWire;
import io.bush.realtime.testkit.history.Plant;
import io.bush.realtime.testkit.history.PlantedBug;

/** A bug that only shows where somebody wants more than is allowed. */
@SuppressWarnings("ImmutableEnumChecker") // the plants are lambdas that hold nothing
enum HouseMutant implements PlantedBug {
    LIMITS_IGNORED("session.Windows", advise("delay", PlantedInLane.AtOnce.class)),
    LIMITS_NOT_READ("wire.FrameReader", advise("limits", PlantedInWire.UsualLimits.class)),
    LOCKS_DO_NOT_WAIT("lock.LockKeeper$Ask", omit("await")),
    FIRST_MESSAGE_UNCOUNTED("session.Outbox", omit("sentBefore")),
    OLD_SIGNALS_LEAVE("signal.SignalLine", answer("isStale", false));

    private final String type;
    private final Plant plant;

    HouseMutant(String type, Plant plant) {
        this.type = "io.bush.realtime.client.internal." + type;
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
