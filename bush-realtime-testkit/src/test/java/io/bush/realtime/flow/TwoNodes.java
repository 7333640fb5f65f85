package io.bush.realtime.flow;

import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two real nodes on one back end and one virtual time; after each test both leave, and nothing may be left. */
final class TwoNodes implements AfterEachCallback {

    final ManualWorld world = ManualWorld.inOrder();
    final SharedMemory memory = new SharedMemory(world.runtime());
    final FlowWorld here;
    final FlowWorld there;

    /** Nodes whose channels carry events only. */
    TwoNodes() {
        this(FlowWorld::eventsOnly);
    }

    TwoNodes(UnaryOperator<RealtimeNodeBuilder> change) {
        here = new FlowWorld(world, new ScriptedBackplane(memory), change);
        there = new FlowWorld(world, new ScriptedBackplane(memory), change);
        world.settle();
    }

    /** Lets time pass in steps, while the clients of both nodes answer pings. */
    void seconds(int seconds) {
        for (int passed = 0; passed < seconds; passed++) {
            world.advance(Duration.ofSeconds(1));
            here.peers.forEach(peer -> peer.wire.onPong());
            there.peers.forEach(peer -> peer.wire.onPong());
        }
    }

    /** Nothing that the node asks or tells goes through any more, and it hears nothing: as if its process were gone. */
    static void kill(FlowWorld node) {
        node.failuresExpected = true;
        node.backplane.presence = ScriptedBackplane.Answers.FAILING;
        node.backplane.locking = ScriptedBackplane.Answers.FAILING;
        node.backplane.events = ScriptedBackplane.Events.LOST;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        here.leave();
        there.leave();
        memory.close();
        FlowWorld.nothingRuns(world);
    }
}
