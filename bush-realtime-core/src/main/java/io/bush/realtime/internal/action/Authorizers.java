package io.bush.realtime.internal.action;

import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts questions to the right authorizer: that of the channel's type, or the default one; all channels for one authorizer
 * in one question (contract §3.9). Thread safety: immutable.
 */
public final class Authorizers {

    private final ChannelAuthorizer byDefault;
    private final Map<String, ChannelAuthorizer> byType;
    private final NodeRuntime runtime;
    private final Duration deadline;

    /** What came of one question. */
    public enum Outcome {
        /** Granted. */
        ALLOWED,
        /** Not granted, or there is no such thing. */
        DENIED,
        /** No answer, or none in time. */
        UNKNOWN
    }

    /** The answer for one channel; the grant has a meaning only when allowed. */
    public record Answer(Outcome outcome, Grant grant) {

        private static final Answer UNKNOWN = new Answer(Outcome.UNKNOWN, Grant.DENIED);

        private static Answer of(@Nullable Grant grant) {
            return grant != null && grant.allowed()
                    ? new Answer(Outcome.ALLOWED, grant)
                    : new Answer(Outcome.DENIED, Grant.DENIED);
        }
    }

    /** Makes the table. */
    public Authorizers(
            ChannelAuthorizer byDefault,
            Map<String, ChannelAuthorizer> byType,
            NodeRuntime runtime,
            Duration deadline) {
        this.byDefault = byDefault;
        this.byType = new LinkedHashMap<>(byType);
        this.runtime = runtime;
        this.deadline = deadline;
    }

    /** Asks about things that each have a channel; the answer for each comes on the lane, exactly once. */
    public <T> void ask(
            Principal principal,
            List<T> subjects,
            java.util.function.Function<T, Channel> channelOf,
            Lane lane,
            BiConsumer<T, Answer> answer,
            BiConsumer<String, Throwable> onFailure) {
        Map<ChannelAuthorizer, List<T>> byAuthorizer = new LinkedHashMap<>();
        for (T subject : subjects) {
            ChannelAuthorizer judge =
                    byType.getOrDefault(channelOf.apply(subject).type(), byDefault);
            byAuthorizer.computeIfAbsent(judge, none -> new ArrayList<>()).add(subject);
        }
        byAuthorizer.forEach((judge, group) -> {
            List<Channel> channels = group.stream().map(channelOf).toList();
            Question.ask(runtime, lane, deadline, () -> question(judge, principal, channels), (grants, failure) -> {
                boolean answered = failure == null && grants != null && grants.size() == group.size();
                if (!answered) {
                    onFailure.accept(
                            "ChannelAuthorizer",
                            failure == null ? new IllegalStateException("not one grant for each channel") : failure);
                }
                for (int i = 0; i < group.size(); i++) {
                    answer.accept(group.get(i), answered ? Answer.of(grants.get(i)) : Answer.UNKNOWN);
                }
            });
        });
    }

    private static @Nullable CompletionStage<List<@Nullable Grant>> question(
            ChannelAuthorizer judge, Principal principal, List<Channel> channels) {
        if (channels.size() > 1) {
            return judge.authorizeAll(principal, channels);
        }
        CompletionStage<@Nullable Grant> one = judge.authorize(principal, channels.get(0));
        return one == null
                ? null
                : one.thenApply(grant -> {
                    List<@Nullable Grant> grants = new ArrayList<>(1);
                    grants.add(grant);
                    return grants;
                });
    }
}
