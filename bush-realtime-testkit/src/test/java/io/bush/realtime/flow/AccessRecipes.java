package io.bush.realtime.flow;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.ChannelAuthorizer;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The authorizer and the channel type of docs/extending.md; {@link AccessRecipesFlowTest} runs them. */
final class AccessRecipes {

    record Membership(String team, Role role, Instant since) {}

    enum Role {
        READER,
        WRITER
    }

    /** Stands for the application's database: every conversation is team_1's. */
    static final class Store {

        private final Map<String, Membership> members = new LinkedHashMap<>();

        void put(String userId, Role role, Instant since) {
            members.put(userId, new Membership("team_1", role, since));
        }

        @Nullable
        Membership membership(String userId, String conversationId) {
            return conversationId.equals("conv_1") ? members.get(userId) : null;
        }

        void delete(String userId) {
            members.remove(userId);
        }
    }

    final Store store = new Store();
    private final Executor pool;

    AccessRecipes(Executor pool) {
        this.pool = pool;
    }

    // tag::authorizer[]
    Grant mayRead(Principal principal, Channel channel) {
        Membership found = store.membership(principal.id(), channel.id());
        if (found == null) {
            return Grant.DENIED; // no such conversation, or not theirs: clients cannot tell
        }
        Grant grant = Grant.allow("team:" + found.team(), "member:" + found.team() + ":" + principal.id())
                .since(found.since());
        return found.role() == Role.WRITER ? grant : grant.withRights(Right.PRESENCE);
    }
    // end::authorizer[]

    // tag::take-back[]
    CompletionStage<AccessChange> removeMember(RealtimeNode node, String team, String userId) {
        store.delete(userId); // committed first: who asks again must not find it
        return node.revoke(AccessSelector.tag("member:" + team + ":" + userId));
    }

    CompletionStage<AccessChange> changeRole(RealtimeNode node, String userId, Role role) {
        store.put(userId, role, Instant.EPOCH);
        return node.permissionsChanged(AccessSelector.user(userId));
    }
    // end::take-back[]

    // tag::channel-type[]
    static final ChannelType CONVERSATION = ChannelType.withPrefix("conversation", "conv")
            .withFeatures(Feature.PRESENCE, Feature.SIGNALS)
            .withRetention(new Retention(500, Duration.ofMinutes(30), Duration.ofDays(7)));

    RealtimeNodeBuilder register(RealtimeNodeBuilder builder) {
        return builder.channelType(CONVERSATION, ChannelAuthorizer.blocking(pool, this::mayRead));
    }
    // end::channel-type[]
}
