package io.bush.realtime.auth;

import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may subscribe to which channel: the application's own permissions (contract §3.9).
 *
 * <p>Asked on each subscribe, every 5 minutes after that, and when the application says that permissions changed. Called
 * on a lane of the node; it must not block: wrap blocking code in {@link #blocking}. Null or a denial refuses; a failure
 * or no answer within the deadline (5 s by default) counts as "temporarily unavailable". Thread safety: implementations
 * must allow any thread.
 */
@FunctionalInterface
public interface ChannelAuthorizer {

    /**
     * Judges one channel. The channel's type is known and its id matches the type's pattern.
     *
     * @param principal who asks
     * @param channel what for
     * @return the grant; null counts as denied
     */
    CompletionStage<@Nullable Grant> authorize(Principal principal, Channel channel);

    /**
     * Judges several channels of one principal at once. The default asks one by one; an application that can answer with
     * one query should.
     *
     * @param principal who asks
     * @param channels one to a few hundred channels
     * @return one grant for each channel, in the same order
     */
    default CompletionStage<List<@Nullable Grant>> authorizeAll(Principal principal, List<Channel> channels) {
        CompletableFuture<List<@Nullable Grant>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Channel channel : channels) {
            CompletionStage<@Nullable Grant> one = authorize(principal, channel);
            all = all.thenCombine(one, (grants, grant) -> {
                grants.add(grant);
                return grants;
            });
        }
        return all;
    }

    /**
     * Makes an authorizer of blocking code.
     *
     * @param executor runs the code; the application owns it
     * @param check returns the grant; null counts as denied
     * @return an authorizer that never blocks its caller
     */
    static ChannelAuthorizer blocking(Executor executor, BiFunction<Principal, Channel, @Nullable Grant> check) {
        return (principal, channel) -> CompletableFuture.supplyAsync(() -> check.apply(principal, channel), executor);
    }
}
