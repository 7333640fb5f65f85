package io.bush.realtime.testkit.contract;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.testkit.ManualWorld;

/** The in-memory back end in manual time. */
public final class InMemorySubject {
    private InMemorySubject() {}

    public static Subject open() {
        ManualWorld world = ManualWorld.inOrder();
        return new Subject(Backplane.inMemory().create(world.runtime()), world::advance);
    }
}
