package io.bush.examples.watch.command;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do, checked.
 *
 * @param url where to connect
 * @param pollUrl where to poll if no WebSocket gets through; null for nowhere
 * @param api where the state is fetched after a reset; null for nowhere
 * @param token what to connect with
 * @param targets the channels, at least one, each once
 * @param events patterns of the events to ask for; empty for all
 * @param presence whether people, locks and signals are shown besides events
 * @param json whether frames are printed as they come
 * @param exitAfter after how many events to end; 0 for never
 * @param timeout after what time to end; null for never
 */
public record WatchPlan(
        URI url,
        @Nullable URI pollUrl,
        @Nullable URI api,
        String token,
        List<Target> targets,
        List<String> events,
        boolean presence,
        boolean json,
        long exitAfter,
        @Nullable Duration timeout) {

    /** Shows no token. */
    @Override
    public String toString() {
        return "WatchPlan" + targets;
    }
}
