package io.bush.realtime;

import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes publications, keeps them, and answers as the test says. */
final class PublishRecorder implements EventPublisher {

    private final List<Publication> published = new ArrayList<>();
    private final Map<Channel, CompletableFuture<PublishResult>> answers = new HashMap<>();

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

    @Override
    public CompletionStage<PublishResult> publish(Publication publication) {
        published.add(publication);
        PublishResult numbered = new PublishResult.Durable("evt_" + published.size());
        return answers.getOrDefault(publication.channel(), CompletableFuture.completedFuture(numbered));
    }
}
