package io.bush.examples.dialects.http;

import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.reyna.ReynaEvents;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.observe.NodeStats;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Seed 003 over HTTP: {@code health}. Thread safety: any thread. */
public final class ReynaRoutes extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient RealtimeNode node;
    private final transient ReynaEvents events;
    private final transient BooleanSupplier sourceUp;

    /** Answers with these. */
    public ReynaRoutes(Tokens tokens, RealtimeNode node, ReynaEvents events, BooleanSupplier sourceUp) {
        super(tokens);
        this.node = node;
        this.events = events;
        this.sourceUp = sourceUp;
    }

    @Override
    protected @Nullable Object answer(Request request) {
        if (!request.shape().equals("GET health")) {
            throw new Refusal(404, "nothing here");
        }
        NodeStats stats = node.stats();
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", node.health().status().name().toLowerCase(Locale.ROOT));
        health.put("active_connections", stats.connections());
        health.put("active_users", stats.users());
        health.put("message_queue_bytes", stats.queuedBytes());
        health.put("source_up", sourceUp.getAsBoolean());
        health.put("events_routed", events.routed());
        health.put("events_skipped", events.skipped());
        return health;
    }
}
