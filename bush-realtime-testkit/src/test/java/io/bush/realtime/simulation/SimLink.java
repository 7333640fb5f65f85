package io.bush.realtime.simulation;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A slow and unreliable link to a store: questions and answers travel for a while; some fail before they have an effect,
 * some after. In some histories the questions of one connection keep their order, in others not even that.
 */
final class SimLink {

    private final Scene scene;
    private final Map<String, SimPipe> ordered = new HashMap<>();

    SimLink(Scene scene) {
        this.scene = scene;
    }

    /** Asks on behalf of somebody. */
    <T> CompletionStage<T> ask(String by, Supplier<CompletionStage<T>> effect) {
        return ask(by, effect, () -> {});
    }

    /** Asks on behalf of somebody, and says so when the question does not arrive. */
    <T> CompletionStage<T> ask(String by, Supplier<CompletionStage<T>> effect, Runnable lost) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean fails = scene.faults.logFails();
        boolean replyLost = scene.faults.logFails();
        Runnable arrival = () -> {
            if (fails || scene.outage.away()) {
                lost.run();
                fail(answer);
                return;
            }
            effect.get().whenComplete((value, failure) -> {
                if (replyLost || failure != null || scene.outage.away()) {
                    fail(answer);
                } else {
                    scene.later(scene.faults.logDelay(), () -> answer.complete(value));
                }
            });
        };
        if (scene.swarm.callsKeepTheirOrder) {
            ordered.computeIfAbsent(by, none -> new SimPipe(scene, scene.faults::logDelay))
                    .send(arrival);
        } else {
            scene.later(scene.faults.logDelay(), arrival);
        }
        return answer;
    }

    private void fail(CompletableFuture<?> answer) {
        scene.saw(Seen.STORE_FAILURES);
        scene.later(scene.faults.logDelay(), () -> answer.completeExceptionally(new IOException("the link is cut")));
    }
}
