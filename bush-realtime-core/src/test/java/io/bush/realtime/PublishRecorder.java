package io.bush.realtime;

import io.bush.realtime.channel.Channel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node that only takes publications, keeps them, and answers as the test says. */
final class PublishRecorder {

    private final List<Publication> published = new ArrayList<>();
    private final Map<Channel, CompletableFuture<PublishResult>> answers = new HashMap<>();

    /** The node; a proxy, so that it need not follow every change of the interface it ignores. */
    RealtimeNode node() {
        return (RealtimeNode) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RealtimeNode.class}, (proxy, method, arguments) -> {
                    if (arguments.length == 1 && arguments[0] instanceof Publication publication) {
                        return publish(publication);
                    }
                    throw new UnsupportedOperationException("only publications are taken, not " + method.getName());
                });
    }

    List<Publication> published() {
        return published;
    }

    void answer(Channel channel, PublishResult result) {
        answers.put(channel, CompletableFuture.completedFuture(result));
    }

    void hold(Channel channel) {
        answers.put(channel, new CompletableFuture<>());
    }

    void release(Channel channel, PublishResult result) {
        answers.getOrDefault(channel, new CompletableFuture<>()).complete(result);
    }

    private CompletionStage<PublishResult> publish(Publication publication) {
        published.add(publication);
        PublishResult numbered = new PublishResult.Durable("evt_" + published.size());
        return answers.getOrDefault(publication.channel(), CompletableFuture.completedFuture(numbered));
    }
}
