package io.bush.realtime.client.walk.user;

import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallException.Outcome;
import io.bush.realtime.client.call.CallException.Reason;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The calls of one client: each ends once, in time, and tells the truth about what was done (contract §3.20). */
final class WalkCalls {

    private static final class Made {
        final String id;
        final boolean repeatable;
        final long latestNanos;
        /** Whether the client was closed before it was made. */
        final boolean afterClose;

        boolean ended;

        @Nullable
        Outcome outcome;

        Made(String id, boolean repeatable, long latestNanos, boolean afterClose) {
            this.id = id;
            this.repeatable = repeatable;
            this.latestNanos = latestNanos;
            this.afterClose = afterClose;
        }
    }

    private final Scene scene;
    private final WalkServer server;
    private final BushClient client;
    private final WalkClient owner;
    private final List<Made> all = new ArrayList<>();

    WalkCalls(Scene scene, WalkServer server, WalkClient owner, BushClient client) {
        this.scene = scene;
        this.server = server;
        this.client = client;
        this.owner = owner;
    }

    void call() {
        Duration deadline = Duration.ofSeconds(5 + scene.random.nextInt(60));
        boolean repeatable = scene.random.nextBoolean();
        CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
        Made made = new Made(
                owner.name + "-" + all.size(),
                repeatable,
                // A user's thread that is stuck holds up what is told to it, and nothing else.
                scene.nanos() + deadline.plusMinutes(2).toNanos(),
                owner.isClosing());
        all.add(made);
        client.call("walk.do", new WalkServer.Job(made.id), String.class, repeatable ? options.repeatable() : options)
                .whenComplete((answer, failure) -> ended(made, answer, failure));
    }

    private void ended(Made made, @Nullable String answer, @Nullable Throwable failure) {
        if (made.ended) {
            scene.broken("3.20", made.id + " ends twice");
        }
        if (owner.isClosed() && !made.afterClose) {
            scene.broken("P12", made.id + " ends after close() completed");
        }
        made.ended = true;
        scene.note(made.id + " ends");
        if (scene.nanos() - made.latestNanos > 0) {
            scene.broken("3.20", made.id + " ends after its time");
        }
        if (failure == null) {
            scene.saw(Seen.CALL_ANSWERED);
            made.outcome = Outcome.DONE;
            if (!("done " + made.id).equals(answer)) {
                scene.broken("3.20", made.id + " gets " + answer);
            }
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CallException known) {
            made.outcome = known.outcome();
            if (known.reason() == Reason.FAILED && known.appCode().isPresent()) {
                // The application refused after it had begun; that is its own affair.
                scene.saw(Seen.CALL_REFUSED);
                made.outcome = Outcome.UNKNOWN;
            } else {
                scene.saw(known.outcome() == Outcome.NOT_DONE ? Seen.CALL_NOT_DONE : Seen.CALL_UNKNOWN);
            }
        } else {
            scene.broken("3.20", made.id + " fails with " + cause);
        }
    }

    void judge() {
        for (Made made : all) {
            int times = server.done.getOrDefault(made.id, 0);
            if (!made.ended) {
                scene.broken("3.20", made.id + " never ends");
            } else if (made.outcome == Outcome.DONE && times == 0) {
                scene.broken("3.20", made.id + " is said to be done and was not");
            } else if (made.outcome == Outcome.NOT_DONE && times > 0) {
                scene.broken("3.20", made.id + " is said not to be done and was");
            } else if (!made.repeatable && times > 1) {
                scene.broken("3.20", made.id + " was done " + times + " times and may not be repeated");
            }
            if (times > 1) {
                scene.saw(Seen.CALL_REPEATED);
            }
        }
    }
}
