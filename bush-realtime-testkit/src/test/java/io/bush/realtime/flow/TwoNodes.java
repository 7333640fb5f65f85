package io.bush.realtime.flow;

import io.bush.realtime.testkit.ManualWorld;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two real nodes on one back end and one virtual time; after each test both leave, and nothing may be left. */
final class TwoNodes implements AfterEachCallback {

    final ManualWorld world = ManualWorld.inOrder();
    final SharedMemory memory = new SharedMemory(world.runtime());
    final FlowWorld here = new FlowWorld(world, new ScriptedBackplane(memory), FlowWorld::eventsOnly);
    final FlowWorld there = new FlowWorld(world, new ScriptedBackplane(memory), FlowWorld::eventsOnly);

    TwoNodes() {
        world.settle();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        here.leave();
        there.leave();
        memory.close();
        FlowWorld.nothingRuns(world);
    }
}
