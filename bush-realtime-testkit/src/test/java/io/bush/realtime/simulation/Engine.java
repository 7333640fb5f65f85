package io.bush.realtime.simulation;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.NodeContext;
import java.lang.reflect.Field;

/** Looks into the node for what its figures only say as a sum. */
final class Engine {

    private final NodeContext context;

    Engine(RealtimeNode node) {
        try {
            Field field = node.getClass().getDeclaredField("node");
            field.setAccessible(true);
            context = (NodeContext) field.get(node);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("EngineNode.node has moved", e);
        }
    }

    /** The bytes that wait for a connection. */
    long queuedBytes(String connectionId) {
        Connection connection = context.registry().find(connectionId);
        return connection == null ? 0 : connection.outbound().queuedBytes();
    }
}
