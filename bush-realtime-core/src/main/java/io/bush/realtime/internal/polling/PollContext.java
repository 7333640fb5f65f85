package io.bush.realtime.internal.polling;

import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.internal.action.ActionContext;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.ratelimit.KeyedLimiter;

/** What all polls of a node share. Thread safety: as its parts. */
record PollContext(
        ActionContext actions,
        EventLog log,
        BushDialect dialect,
        PollingSettings settings,
        KeyedLimiter limiter,
        PollSlots slots) {

    NodeContext node() {
        return actions.node();
    }
}
